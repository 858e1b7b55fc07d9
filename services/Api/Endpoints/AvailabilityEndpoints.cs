using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Answers;
using Ringback.Api.Endpoints.Tables;
using Ringback.Api.Exports;
using Ringback.Api.Pages;
using Ringback.Api.Security;
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
            )
            .WithDescription(
                "Exact seconds by verdict; ratios are floored, never rounded up. partial and degraded are available time, unknown is neither."
            );
        v1.MapGet("/availability", ListAsync)
            .ForLimitedCallersToo()
            .WithName("ListAvailability")
            .WithSummary("Time-based availability of every target of now over a window")
            .WithDescription(
                "The same figures as of one target, in pieces where asked for: at most 10,000 pieces of all targets together."
            );
    }

    private static async Task<
        Results<
            Ok<AvailabilityAnswer>,
            TableAnswer<AvailabilityTable.Row>,
            NotModified,
            ProblemHttpResult,
            ValidationProblem
        >
    > GetAsync(
        [Description("Id of the target")] string id,
        [Description(QueryPeriod.StartChoice)] string? from,
        [Description(QueryPeriod.EndChoice)] string? to,
        [Description(QueryPeriod.Choice)] string? period,
        [Description(QueryPeriod.ZoneOfDaysChoice)] string? zone,
        [Description("Cuts the window into minutes or hours of UTC, or days or months of the zone")] string? resolution,
        [Description(Form.Choice)] string? format,
        TargetTimelineReads timelines,
        TimeProvider time,
        HttpContext context,
        CancellationToken cancel
    )
    {
        var now = Instant.Now(time);
        var errors = new QueryErrors();
        var text = new PeriodText(from, to, period, zone);
        var widest = QueryPeriod.ReadWidest(text, Usual, now, errors);
        var target = errors.Any ? null : await timelines.FindAsync(id, widest, now, cancel);
        var asked = QueryPeriod.Read(text, Usual, ReportZone.Of(target?.Zone), now, errors);
        var pieces = Resolution.Cut(resolution, asked, errors);
        var form = Form.Read(format, context.Request, errors);
        if (errors.Any)
            return errors.ToProblem();

        if (target is null)
            return Problems.NoSuchTarget(id);

        var fields = context.Request.Query[SparseFields.Parameter].ToString();
        var tag = new EntityTag()
            .Add(target, asked.Window)
            .Add(resolution)
            .Add(asked.Zone.Id)
            .Add(form.Name)
            .Add(fields);
        Finality.TellOf(target, asked.Window, text, resolution, context);
        if (tag.IsHeldBy(context))
            return new NotModified();

        var answer = AvailabilityAnswer.Of(
            target,
            asked.Window,
            Availability.Of(target.Verdicts, target.Lifetimes, asked.Window, target.AsOf)
        ) with
        {
            Series = pieces is null
                ? null
                :
                [
                    .. pieces.Zip(
                        Availability.OfEach(target.Verdicts, target.Lifetimes, pieces, target.AsOf),
                        AvailabilityPiece.Of
                    ),
                ],
        };
        return form == Form.Json
            ? TypedResults.Ok(answer)
            : new TableAnswer<AvailabilityTable.Row>(AvailabilityTable.Columns, form, AvailabilityTable.Rows(answer));
    }

    private static async Task<
        Results<Ok<AvailabilitiesAnswer>, TableAnswer<AvailabilityTable.Row>, ValidationProblem>
    > ListAsync(
        [Description(QueryPeriod.StartChoice)] string? from,
        [Description(QueryPeriod.EndChoice)] string? to,
        [Description(QueryPeriod.Choice)] string? period,
        [Description(QueryPeriod.ZoneChoice)] string? zone,
        [Description("Cuts the window into minutes or hours of UTC, or days or months of the zone")] string? resolution,
        [Description("Id of a component: its targets alone")] string? component,
        [Description("sip, rtp, turn, https, ntp or another kind of check: its targets alone")] string? kind,
        [Description("Id of a region: what it watches alone")] string? region,
        [Description("Those of this verdict, now, alone")] string? verdict,
        [Description(Form.Choice)] string? format,
        TargetReads rows,
        TargetTimelineReads targets,
        VerdictTimeReads times,
        ReportZone report,
        TimeProvider time,
        HttpRequest request,
        CancellationToken cancel
    )
    {
        var now = Instant.Now(time);
        var errors = new QueryErrors();
        var form = Form.Read(format, request, errors);
        var filter = TargetFilter.Read(component, kind, region, verdict, errors);
        var text = new PeriodText(from, to, period, zone);
        var asked = QueryPeriod.Read(text, Usual, await report.ReadAsync(cancel), now, errors);
        var pieces = Resolution.Cut(resolution, asked, errors);
        if (errors.Any)
            return errors.ToProblem();

        var limits = Caller.LimitsOf(request.HttpContext);
        var chosen = await targets.ReadAliveAsync(component, limits, now, cancel);
        if (filter is not { Kind: null, Region: null, Verdict: null })
        {
            var alive = await rows.ReadAliveAsync(now, cancel);
            var taken = alive.Where(row => filter.Takes(row, limits)).Select(row => row.Number).ToHashSet();
            chosen = [.. chosen.Where(mark => taken.Contains(mark.Number))];
        }

        if (pieces?.Count * chosen.Count > Resolution.MostPieces)
        {
            errors.Add("resolution", Resolution.TooMany);
            return errors.ToProblem();
        }

        // The window as a whole, then its pieces.
        IReadOnlyList<Window> windows = [asked.Window, .. pieces ?? []];
        var figures = await times.ReadTargetsAsync(
            [
                .. chosen.SelectMany(target =>
                    windows.Select(window => new CountedTime(target.Number, target.Counted(window)))
                ),
            ],
            cancel
        );
        var answer = new AvailabilitiesAnswer(
            asked.Window.From,
            asked.Window.To,
            asked.Zone.Id,
            chosen.Select(target => target.AsOf).DefaultIfEmpty(now).Min(),
            [.. chosen.Zip(figures.Chunk(windows.Count), (target, of) => Answer(target, asked.Window, pieces, of))]
        );
        return form == Form.Json
            ? TypedResults.Ok(answer)
            : new TableAnswer<AvailabilityTable.Row>(
                AvailabilityTable.Columns,
                form,
                answer.Targets.SelectMany(AvailabilityTable.Rows),
                ((AvailabilitiesAnswer)answer.Settled()).Targets.SelectMany(AvailabilityTable.Rows)
            );
    }

    /// <param name="figures">Of the window, then of each piece.</param>
    private static AvailabilityAnswer Answer(
        TargetMark target,
        Window window,
        IReadOnlyList<Window>? pieces,
        Availability[] figures
    ) =>
        AvailabilityAnswer.Of(target, window, figures[0]) with
        {
            Series = pieces is null ? null : [.. pieces.Zip(figures.Skip(1), AvailabilityPiece.Of)],
        };
}
