using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Reads;

namespace Ringback.Api.Endpoints;

/// <param name="From">Start of what counted: the window clipped to the target's lifetime.</param>
/// <param name="To">End of what counted: the window clipped to the lifetime and to <c>as_of</c>.</param>
/// <param name="AsOf">Up to when data is complete.</param>
/// <param name="Availability">(measured − down) / measured, floored to 9 decimals; null where nothing was measured.</param>
/// <param name="Coverage">Share of the time outside maintenance whose verdict is known, floored to 9 decimals.</param>
/// <param name="MeasuredSeconds">Exact; likewise the next ones. partial and degraded are available time.</param>
internal sealed record AvailabilityAnswer(
    string Target,
    Instant From,
    Instant To,
    Instant AsOf,
    decimal? Availability,
    decimal? Coverage,
    decimal MeasuredSeconds,
    decimal UpSeconds,
    decimal DegradedSeconds,
    decimal PartialSeconds,
    decimal DownSeconds,
    decimal UnknownSeconds,
    decimal MaintenanceSeconds
);

internal static class AvailabilityEndpoints
{
    public static void MapAvailability(this RouteGroupBuilder v1) =>
        v1.MapGet("/targets/{id}/availability", GetAsync)
            .WithName("GetAvailability")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Time-based availability of a target over a window, with its coverage");

    private static async Task<Results<Ok<AvailabilityAnswer>, ProblemHttpResult, ValidationProblem>> GetAsync(
        [Description("Id of the target")] string id,
        [Description("Start of the window, RFC 3339 with an offset; 30 days before 'to' where left out")] string? from,
        [Description("End of the window, exclusive; now where left out")] string? to,
        TargetReads targets,
        TimelineReads timelines,
        WatermarkReads watermarks,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var now = Instant.Now(time);
        var errors = new QueryErrors();
        var window = QueryWindow.Read(from, to, TimeSpan.FromDays(30), QueryWindow.Longest, now, errors);
        if (errors.Any)
            return errors.ToProblem();

        if (await targets.FindAsync(id, now, cancel) is not { } target)
            return Problems.NoSuchTarget(id);

        var asOf = (await watermarks.ReadAsync([target.Number], now, cancel))[target.Number];
        var verdicts = (await timelines.ReadVerdictsAsync([target.Number], window, cancel))[target.Number];
        var figure = Availability.Of(verdicts, target.Lifetimes, window, asOf);
        var counted = target.Counted(window, asOf);
        return TypedResults.Ok(
            new AvailabilityAnswer(
                target.Id,
                counted.Count == 0 ? window.From : counted[0].From,
                counted.Count == 0 ? window.From : counted[^1].To,
                asOf,
                figure.Ratio?.Floor(9),
                figure.Coverage?.Floor(9),
                Seconds(figure.Measured),
                Seconds(figure.Up),
                Seconds(figure.Degraded),
                Seconds(figure.Partial),
                Seconds(figure.Down),
                Seconds(figure.Unknown),
                Seconds(figure.Maintenance)
            )
        );
    }

    /// <summary>Exact: a microsecond is a decimal with six places.</summary>
    private static decimal Seconds(long microseconds) => microseconds / 1_000_000m;
}
