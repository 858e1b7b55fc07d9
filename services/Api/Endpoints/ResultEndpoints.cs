using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Store.Reads;

namespace Ringback.Api.Endpoints;

/// <param name="ScheduledAt">Its slot.</param>
/// <param name="StartedAt">When it really began.</param>
/// <param name="Reason">From the closed list; null where up.</param>
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

/// <param name="NextCursor">Give it as <c>cursor</c> for the next page; null on the last one.</param>
internal sealed record ResultsAnswer(string Target, IReadOnlyList<ResultAnswer> Results, string? NextCursor);

internal static class ResultEndpoints
{
    private const int MostResults = 1000;
    private const int DefaultResults = 100;

    private static readonly TimeSpan DefaultWindow = TimeSpan.FromHours(1);

    public static void MapResults(this RouteGroupBuilder v1) =>
        v1.MapGet("/targets/{id}/results", ListAsync)
            .WithName("ListResults")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Raw results, newest first")
            .WithDescription("Kept as long as the retention setting says; addresses and evidence are not shown.");

    private static async Task<Results<Ok<ResultsAnswer>, ProblemHttpResult, ValidationProblem>> ListAsync(
        [Description("Id of the target")] string id,
        [Description(
            "First slot, RFC 3339 with an offset; where left out an hour before 'to', or as on the page before"
        )]
            string? from,
        [Description("End of the window, exclusive; now where left out")] string? to,
        [Description("Id of a region; all of them where left out")] string? region,
        [Description("next_cursor of the page before")] string? cursor,
        [Description("Most results of a page, 1 to 1000; 100 where left out")] string? limit,
        TargetReads targets,
        ResultReads results,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var now = Instant.Now(time);
        var errors = new QueryErrors();
        var place = ReadCursor(cursor, errors);
        var start = from ?? place?.From.ToString();
        var window = QueryWindow.Read(start, to, DefaultWindow, QueryWindow.Longest, now, errors);
        var most = ReadLimit(limit, errors);
        errors.RefuseUnlessId("region", region);
        if (errors.Any)
            return errors.ToProblem();

        if (await targets.FindAsync(id, now, cancel) is not { } target)
            return Problems.NoSuchTarget(id);

        var page = await results.ReadPageAsync(target, window, region, place?.After, most + 1, cancel);
        var next = page.Count > most ? ResultCursor.Of(window.From, page[most - 1]).ToString() : null;
        return TypedResults.Ok(new ResultsAnswer(target.Id, [.. page.Take(most).Select(Answer)], next));
    }

    private static int ReadLimit(string? limit, QueryErrors errors)
    {
        if (limit is null)
            return DefaultResults;

        if (
            int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var most)
            && most is >= 1 and <= MostResults
        )
        {
            return most;
        }

        errors.Add("limit", $"must be a whole number from 1 to {MostResults}");
        return DefaultResults;
    }

    private static ResultCursor? ReadCursor(string? cursor, QueryErrors errors)
    {
        if (cursor is null)
            return null;

        if (!ResultCursor.TryParse(cursor, out var place))
            errors.Add("cursor", "must be the next_cursor of an answer, as it was");
        return place;
    }

    public static ResultAnswer Answer(ProbeResult result) =>
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
