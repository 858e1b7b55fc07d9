using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Pages;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Reads;

namespace Ringback.Api.Endpoints;

internal static class AvailabilityEndpoints
{
    private static readonly TimeSpan Usual = TimeSpan.FromDays(30);

    public static void MapAvailability(this RouteGroupBuilder v1)
    {
        v1.MapGet("/targets/{id}/availability", GetAsync)
            .WithName("GetAvailability")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary(
                "Time-based availability of a target over a window, with its coverage, in pieces where asked for"
            );
        v1.MapGet("/availability", ListAsync)
            .WithName("ListAvailability")
            .WithSummary("Time-based availability of every target of now over a window");
    }

    private static async Task<Results<Ok<AvailabilityAnswer>, ProblemHttpResult, ValidationProblem>> GetAsync(
        [Description("Id of the target")] string id,
        [Description("Start of the window, RFC 3339 with an offset; 30 days before 'to' where left out")] string? from,
        [Description("End of the window, exclusive; now where left out")] string? to,
        [Description("In place of 'from' and 'to': 2026, 2026-Q4, 2026-10 or 2026-10-12")] string? period,
        [Description("IANA zone of 'period', and of days and months; the catalog's where left out")] string? zone,
        [Description("Cuts the window into minutes or hours of UTC, or days or months of the zone")] string? resolution,
        TargetReads targets,
        TimelineReads timelines,
        WatermarkReads watermarks,
        ReportZone report,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var now = Instant.Now(time);
        var errors = new QueryErrors();
        var text = new PeriodText(from, to, period, zone);
        var asked = QueryPeriod.Read(text, Usual, await report.ReadAsync(cancel), now, errors);
        var pieces = Resolution.Cut(resolution, asked, errors);
        if (errors.Any)
            return errors.ToProblem();

        if (await targets.FindAsync(id, now, cancel) is not { } target)
            return Problems.NoSuchTarget(id);

        var asOf = (await watermarks.ReadAsync([target.Number], now, cancel))[target.Number];
        var verdicts = (await timelines.ReadVerdictsAsync([target.Number], asked.Window, cancel))[target.Number];
        return TypedResults.Ok(
            AvailabilityAnswer.Of(target, asked.Window, asOf, Figure(asked.Window)) with
            {
                Series = pieces is null
                    ? null
                    : [.. pieces.Select(piece => AvailabilityPiece.Of(piece, Figure(piece)))],
            }
        );

        Availability Figure(Window window) => Availability.Of(verdicts, target.Lifetimes, window, asOf);
    }

    private static async Task<Results<Ok<AvailabilitiesAnswer>, ValidationProblem>> ListAsync(
        [Description("Start of the window, RFC 3339 with an offset; 30 days before 'to' where left out")] string? from,
        [Description("End of the window, exclusive; now where left out")] string? to,
        [Description("In place of 'from' and 'to': 2026, 2026-Q4, 2026-10 or 2026-10-12")] string? period,
        [Description("IANA zone of 'period'; the catalog's where left out")] string? zone,
        [Description("Id of a component: its targets alone")] string? component,
        TargetReads targets,
        VerdictTimeReads times,
        WatermarkReads watermarks,
        ReportZone report,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var now = Instant.Now(time);
        var errors = new QueryErrors();
        errors.RefuseUnlessId("component", component);
        var text = new PeriodText(from, to, period, zone);
        var asked = QueryPeriod.Read(text, Usual, await report.ReadAsync(cancel), now, errors);
        if (errors.Any)
            return errors.ToProblem();

        var alive = await targets.ReadAliveAsync(now, cancel);
        var chosen = alive.Where(target => component is null || target.Components.Contains(component)).ToList();
        var asOf = await watermarks.ReadAsync([.. chosen.Select(target => target.Number)], now, cancel);
        var figures = await times.ReadTargetsAsync(
            [.. chosen.Select(t => new CountedTime(t.Number, t.Counted(asked.Window, asOf[t.Number])))],
            cancel
        );
        return TypedResults.Ok(
            new AvailabilitiesAnswer(
                asked.Window.From,
                asked.Window.To,
                asked.Zone.Id,
                asOf.Values.DefaultIfEmpty(now).Min(),
                [.. chosen.Select(t => AvailabilityAnswer.Of(t, asked.Window, asOf[t.Number], figures[t.Number]))]
            )
        );
    }
}
