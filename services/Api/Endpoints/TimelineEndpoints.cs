using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Reads;

namespace Ringback.Api.Endpoints;

internal sealed record VerdictInterval(Instant From, Instant To, Verdict Verdict);

internal sealed record StateInterval(Instant From, Instant To, RegionState State);

internal sealed record RegionTimelineAnswer(string Id, IReadOnlyList<StateInterval> Intervals);

/// <param name="AsOf">Up to when data is complete.</param>
/// <param name="Intervals">Half-open, without hole or overlap inside the lifetime, clipped to it and to <c>as_of</c>.</param>
internal sealed record TimelineAnswer(
    string Target,
    Instant From,
    Instant To,
    Instant AsOf,
    IReadOnlyList<VerdictInterval> Intervals,
    IReadOnlyList<RegionTimelineAnswer> Regions
);

internal static class TimelineEndpoints
{
    public static void MapTimeline(this RouteGroupBuilder v1) =>
        v1.MapGet("/targets/{id}/timeline", GetAsync)
            .WithName("GetTimeline")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Verdicts over all regions, and the states of each, as intervals");

    private static async Task<Results<Ok<TimelineAnswer>, ProblemHttpResult, ValidationProblem>> GetAsync(
        [Description("Id of the target")] string id,
        [Description("Start of the window, RFC 3339 with an offset; a day before 'to' where left out")] string? from,
        [Description("End of the window, exclusive; now where left out")] string? to,
        TargetTimelineReads targets,
        TimelineReads timelines,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var now = Instant.Now(time);
        var errors = new QueryErrors();
        var window = QueryWindow.Read(from, to, TimeSpan.FromDays(1), QueryWindow.Longest, now, errors);
        if (errors.Any)
            return errors.ToProblem();

        if (await targets.FindAsync(id, window, now, cancel) is not { } target)
            return Problems.NoSuchTarget(id);

        var lived = target.Counted(window);
        var states = await timelines.ReadStatesAsync(target.Number, window, cancel);
        return TypedResults.Ok(
            new TimelineAnswer(
                target.Id,
                window.From,
                window.To,
                target.AsOf,
                [
                    .. lived
                        .SelectMany(target.Verdicts.Within)
                        .Select(piece => new VerdictInterval(piece.Window.From, piece.Window.To, piece.Value)),
                ],
                [
                    .. from region in states
                    orderby region.Key
                    select new RegionTimelineAnswer(
                        region.Key,
                        [
                            .. lived
                                .SelectMany(region.Value.Within)
                                .Select(piece => new StateInterval(piece.Window.From, piece.Window.To, piece.Value)),
                        ]
                    ),
                ]
            )
        );
    }
}
