using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Pages;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Reads;

namespace Ringback.Api.Endpoints;

/// <param name="Failed">Of the calls, those without media both ways.</param>
/// <param name="Failing">Whether the last one was.</param>
internal sealed record PortAnswer(int Port, int Calls, int Failed, bool Failing, Instant LastFailedAt);

/// <param name="Range">Local ports that the target's calls take in turn, such as 5004-20000; null where they take any.</param>
/// <param name="Pairs">Pairs of RTP and RTCP port in the range; null without one.</param>
/// <param name="SeenPairs">Of these, how many a call has taken.</param>
/// <param name="SeenRatio">The share.</param>
/// <param name="Calls">Calls with media, or that should have had some.</param>
/// <param name="SeenPorts">Local RTP ports that calls have taken.</param>
/// <param name="RemotePortsSeen">How many ports of the other side they went to.</param>
/// <param name="Local">Local ports with calls that failed.</param>
/// <param name="Remote">Likewise of the other side.</param>
internal sealed record PortsAnswer(
    string Target,
    Instant From,
    Instant To,
    string? Range,
    int? Pairs,
    int? SeenPairs,
    double? SeenRatio,
    int Calls,
    IReadOnlyList<int> SeenPorts,
    int RemotePortsSeen,
    IReadOnlyList<PortAnswer> Local,
    IReadOnlyList<PortAnswer> Remote
)
{
    public static PortsAnswer Of(string target, Window window, PortMap map) =>
        new(
            target,
            window.From,
            window.To,
            map.Range?.ToString(),
            map.Range?.Pairs,
            map.Range is null ? null : map.SeenPairs,
            map.Range is null ? null : (double)map.SeenPairs / map.Range.Pairs,
            map.Calls,
            map.Seen,
            map.RemoteSeen,
            [.. map.Local.Select(Of)],
            [.. map.Remote.Select(Of)]
        );

    private static PortAnswer Of(PortTally tally) =>
        new(tally.Port, tally.Calls, tally.Failed, tally.IsFailing, tally.LastFailedAt);
}

internal static class PortEndpoints
{
    private static readonly TimeSpan DefaultWindow = TimeSpan.FromDays(30);

    public static void MapPorts(this RouteGroupBuilder v1) =>
        v1.MapGet("/targets/{id}/ports", GetAsync)
            .WithName("GetPorts")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary(
                "Which ports a target's calls went over, how much of its range that is, and where media failed"
            )
            .WithDescription(
                "Made of raw results, so it looks back only as long as these are kept. The caller's ports, and the called end's where that is ours too; a call that failed for another reason than its media says nothing of ports."
            );

    private static async Task<Results<Ok<PortsAnswer>, ProblemHttpResult, ValidationProblem>> GetAsync(
        [Description("Id of the target")] string id,
        [Description("First slot, RFC 3339 with an offset; 30 days before 'to' where left out")] string? from,
        [Description(QueryPeriod.EndChoice)] string? to,
        [Description(QueryPeriod.Choice)] string? period,
        [Description(QueryPeriod.ZoneChoice)] string? zone,
        [Description(DistributionQuery.RegionChoice)] string? region,
        TargetReads targets,
        PortReads ports,
        ReportZone report,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var now = Instant.Now(time);
        var errors = new QueryErrors();
        var window = await QueryPeriod.ReadAsync(
            new PeriodText(from, to, period, zone),
            DefaultWindow,
            QueryWindow.Longest,
            report,
            now,
            errors,
            cancel
        );
        errors.RefuseUnlessId("region", region);
        if (errors.Any)
            return errors.ToProblem();

        return await targets.FindAsync(id, now, cancel) is { } target
            ? TypedResults.Ok(PortsAnswer.Of(target.Id, window, await ports.ReadAsync(target, window, region, cancel)))
            : Problems.NoSuchTarget(id);
    }
}
