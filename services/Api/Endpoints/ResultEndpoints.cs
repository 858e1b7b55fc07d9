using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Answers;
using Ringback.Api.Endpoints.Tables;
using Ringback.Api.Exports;
using Ringback.Api.Pages;
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
    private const int ExportedAtOnce = 5_000;

    private static readonly TimeSpan DefaultWindow = TimeSpan.FromHours(1);

    public static void MapResults(this RouteGroupBuilder v1) =>
        v1.MapGet("/targets/{id}/results", ListAsync)
            .WithName("ListResults")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Raw results, newest first")
            .WithDescription(
                "Kept as long as the retention setting says; addresses and evidence are not shown. As csv, ndjson or parquet every result of the "
                    + "window, or as many as 'limit' says, written while they are read."
            );

    private static async Task<
        Results<Ok<ResultsAnswer>, TableAnswer<ProbeResult>, ProblemHttpResult, ValidationProblem>
    > ListAsync(
        [Description("Id of the target")] string id,
        [Description(
            "First slot, RFC 3339 with an offset; where left out an hour before 'to', or as on the page before"
        )]
            string? from,
        [Description(QueryPeriod.EndChoice)] string? to,
        [Description(QueryPeriod.Choice)] string? period,
        [Description(QueryPeriod.ZoneChoice)] string? zone,
        [Description("Id of a region; all of them where left out")] string? region,
        [Description("up, degraded, down or unknown; all of them where left out")] string? outcome,
        [Description("Why a run was not up, from the closed list; all of them where left out")] string? reason,
        [Description("Why it ran: the schedule, to confirm, or because somebody asked; all of them where left out")]
            string? trigger,
        [Description("next_cursor of the page before")] string? cursor,
        [Description("Most results of a page, 1 to 1000; 100 where left out")] string? limit,
        [Description(Form.Choice)] string? format,
        TargetReads targets,
        ResultReads results,
        ReportZone report,
        TimeProvider time,
        HttpRequest request,
        CancellationToken cancel
    )
    {
        var now = Instant.Now(time);
        var errors = new QueryErrors();
        var place = ReadCursor(cursor, errors);
        var start = from ?? (period is null ? place?.From.ToString() : null);
        var window = await QueryPeriod.ReadAsync(
            new PeriodText(start, to, period, zone),
            DefaultWindow,
            QueryWindow.Longest,
            report,
            now,
            errors,
            cancel
        );
        var most = ReadLimit(limit, errors);
        errors.RefuseUnlessId("region", region);
        var filter = new ResultFilter(
            region,
            ClosedList.Read<Outcome>("outcome", outcome, errors),
            ClosedList.Read<Reason>("reason", reason, errors),
            ClosedList.Read<Trigger>("trigger", trigger, errors)
        );
        var form = Form.Read(format, request, errors);
        if (errors.Any)
            return errors.ToProblem();

        if (await targets.FindAsync(id, now, cancel) is not { } target)
            return Problems.NoSuchTarget(id);

        if (form != Form.Json)
        {
            var all = Listing.All<ProbeResult>(
                (last, stop) =>
                    results.ReadPageAsync(
                        target,
                        window,
                        filter,
                        last is null ? place?.After : ResultCursor.Of(window.From, last).After,
                        ExportedAtOnce,
                        stop
                    ),
                ExportedAtOnce,
                cancel
            );
            return new TableAnswer<ProbeResult>(ResultTable.Columns, form, limit is null ? all : all.Take(most));
        }

        var page = await results.ReadPageAsync(target, window, filter, place?.After, most + 1, cancel);
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
            errors.RefuseCursor();
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
