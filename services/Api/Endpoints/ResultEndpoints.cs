using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Store.Reads;

namespace Ringback.Api.Endpoints;

/// <param name="ScheduledAt">Its slot.</param>
/// <param name="StartedAt">When it really began.</param>
/// <param name="Reason">From the closed list; left out where up.</param>
/// <param name="LaneWaitSeconds">Time that it waited in the worker before it began.</param>
/// <param name="TimingErrorSeconds">Bound of the error that the worker's own timing adds to any figure.</param>
/// <param name="Phases">In the order in which they happened.</param>
/// <param name="Measurements">By name; the suffix is the unit.</param>
internal sealed record ResultAnswer(
    string Region,
    Instant ScheduledAt,
    Instant StartedAt,
    Trigger Trigger,
    Outcome Outcome,
    Reason? Reason,
    double DurationSeconds,
    double LaneWaitSeconds,
    double TimingErrorSeconds,
    IReadOnlyList<PhaseAnswer> Phases,
    IReadOnlyDictionary<string, double> Measurements
);

internal sealed record PhaseAnswer(string Name, double DurationSeconds);

/// <param name="NextCursor">Give it as <c>cursor</c> for the next page; left out on the last one.</param>
internal sealed record ResultsAnswer(string Target, IReadOnlyList<ResultAnswer> Results, string? NextCursor);

internal static class ResultEndpoints
{
    private const int MostResults = 1000;

    private static readonly TimeSpan DefaultWindow = TimeSpan.FromHours(1);

    public static void MapResults(this RouteGroupBuilder v1) =>
        v1.MapGet("/targets/{id}/results", ListAsync)
            .WithName("ListResults")
            .WithSummary("Raw results, newest first")
            .WithDescription("Kept as long as the retention setting says; addresses and evidence are not shown.");

    private static async Task<Results<Ok<ResultsAnswer>, ProblemHttpResult, ValidationProblem>> ListAsync(
        [Description("Id of the target")] string id,
        [Description("First slot, RFC 3339 with an offset; an hour before 'to' where left out")] string? from,
        [Description("End of the window, exclusive; now where left out")] string? to,
        [Description("Id of a region; all of them where left out")] string? region,
        [Description("next_cursor of the page before")] string? cursor,
        [Description("Most results of a page, 1 to 1000; 100 where left out")] int? limit,
        TargetReads targets,
        ResultReads results,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var now = Instant.Now(time);
        if (!QueryWindow.TryRead(from, to, DefaultWindow, now, out var window, out var problem))
            return problem!;

        if (limit is < 1 or > MostResults)
            return Problems.Invalid("limit", $"must be from 1 to {MostResults}");

        ResultPlace? after = null;
        if (cursor is not null && !ResultCursor.TryRead(cursor, out after))
            return Problems.Invalid("cursor", "must be the next_cursor of an answer, as it was");

        if (await targets.FindAsync(id, now, cancel) is not { } target)
            return Problems.NoSuchTarget(id);

        var most = limit ?? 100;
        var page = await results.ReadPageAsync(target, window, region, after, most + 1, cancel);
        var next = page.Count > most ? ResultCursor.Write(page[most - 1]) : null;
        return TypedResults.Ok(new ResultsAnswer(target.Id, [.. page.Take(most).Select(Answer)], next));
    }

    private static ResultAnswer Answer(ProbeResult result) =>
        new(
            result.Region,
            result.ScheduledAt,
            result.StartedAt,
            result.Trigger,
            result.Outcome,
            result.Reason,
            result.Duration.TotalSeconds,
            result.LaneWait.TotalSeconds,
            result.TimingError.TotalSeconds,
            [.. result.Phases.Select(phase => new PhaseAnswer(phase.Name, phase.Duration.TotalSeconds))],
            result.Measurements.ToDictionary(m => m.Name, m => m.Value)
        );
}
