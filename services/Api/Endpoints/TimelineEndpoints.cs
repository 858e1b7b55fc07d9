using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Answers;
using Ringback.Api.Endpoints.Tables;
using Ringback.Api.Exports;
using Ringback.Api.Pages;
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
) : ISettled
{
    /// <summary>Beyond its end nothing of the window moves.</summary>
    public object Settled() => AsOf <= To ? this : this with { AsOf = To };
}

internal static class TimelineEndpoints
{
    public static void MapTimeline(this RouteGroupBuilder v1) =>
        v1.MapGet("/targets/{id}/timeline", GetAsync)
            .WithName("GetTimeline")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Verdicts over all regions, and the states of each, as intervals")
            .WithDescription(
                "Half-open, without a hole or an overlap inside the target's lifetime: what nobody knows is an interval of unknown."
            );

    private static async Task<
        Results<Ok<TimelineAnswer>, TableAnswer<TimelineTable.Row>, ProblemHttpResult, ValidationProblem>
    > GetAsync(
        [Description("Id of the target")] string id,
        [Description("Start of the window, RFC 3339 with an offset; a day before 'to' where left out")] string? from,
        [Description(QueryPeriod.EndChoice)] string? to,
        [Description(QueryPeriod.Choice)] string? period,
        [Description(QueryPeriod.ZoneChoice)] string? zone,
        [Description("Id of a region: its states alone; all of them where left out")] string? region,
        [Description(Form.Choice)] string? format,
        TargetTimelineReads targets,
        TimelineReads timelines,
        ReportZone report,
        TimeProvider time,
        HttpRequest request,
        CancellationToken cancel
    )
    {
        var now = Instant.Now(time);
        var errors = new QueryErrors();
        var text = new PeriodText(from, to, period, zone);
        var window = await QueryPeriod.ReadAsync(
            text,
            TimeSpan.FromDays(1),
            QueryWindow.Longest,
            report,
            now,
            errors,
            cancel
        );
        errors.RefuseUnlessId("region", region);
        var form = Form.Read(format, request, errors);
        if (errors.Any)
            return errors.ToProblem();

        if (await targets.FindAsync(id, window, now, cancel) is not { } target)
            return Problems.NoSuchTarget(id);

        Finality.TellOf(target, window, text, null, request.HttpContext);
        var lived = target.Counted(window);
        var states = await timelines.ReadStatesAsync(target.Number, window, cancel);
        var answer = new TimelineAnswer(
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
                .. from each in states
                where region is null || each.Key == region
                orderby each.Key
                select new RegionTimelineAnswer(
                    each.Key,
                    [
                        .. lived
                            .SelectMany(each.Value.Within)
                            .Select(piece => new StateInterval(piece.Window.From, piece.Window.To, piece.Value)),
                    ]
                ),
            ]
        );
        return form == Form.Json
            ? TypedResults.Ok(answer)
            : new TableAnswer<TimelineTable.Row>(
                TimelineTable.Columns,
                form,
                TimelineTable.Rows(answer),
                TimelineTable.Rows((TimelineAnswer)answer.Settled())
            );
    }
}
