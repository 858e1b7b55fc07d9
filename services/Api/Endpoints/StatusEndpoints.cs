using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;

namespace Ringback.Api.Endpoints;

/// <param name="AsOf">Up to when the data of every target is complete.</param>
/// <param name="Verdict">The worst of the components'.</param>
internal sealed record StatusAnswer(Instant AsOf, Verdict Verdict, IReadOnlyList<ComponentStatus> Components);

internal sealed record ComponentStatus(string Id, string Name, Verdict Verdict, IReadOnlyList<TargetStatus> Targets);

/// <param name="Availability30d">Floored to 9 decimals; null where nothing was measured.</param>
/// <param name="Coverage30d">Share of that time outside maintenance whose verdict is known, floored to 9 decimals.</param>
internal sealed record TargetStatus(
    string Id,
    string Kind,
    Verdict Verdict,
    [property: JsonPropertyName("availability_30d")] decimal? Availability30d,
    [property: JsonPropertyName("coverage_30d")] decimal? Coverage30d,
    IReadOnlyList<RegionStatus> Regions
);

/// <param name="Reason">Of the region's last result; null where it was up.</param>
/// <param name="LastResultAt">Its slot; null where there is none yet.</param>
internal sealed record RegionStatus(string Id, RegionState State, Reason? Reason, Instant? LastResultAt);

internal static class StatusEndpoints
{
    public static void MapStatus(this RouteGroupBuilder v1) =>
        v1.MapGet("/status", GetAsync)
            .AllowAnonymous()
            .WithName("GetStatus")
            .WithSummary("Every component and target now, with its availability over the last 30 days")
            .WithDescription("The verdict over all regions, the state of each, and up to when data is complete.");

    private static async Task<Ok<StatusAnswer>> GetAsync(StatusSource status, CancellationToken cancel)
    {
        var snapshot = await status.ReadAsync(cancel);
        return TypedResults.Ok(
            new StatusAnswer(
                snapshot.AsOf,
                snapshot.Verdict,
                [
                    .. snapshot.Components.Select(c => new ComponentStatus(
                        c.Component.Id,
                        c.Component.Name,
                        c.Component.Verdict,
                        [.. c.Targets.Select(Answer)]
                    )),
                ]
            )
        );
    }

    private static TargetStatus Answer(TargetSnapshot target) =>
        new(
            target.Target.Id,
            target.Target.Kind,
            target.Target.Verdict,
            target.Last30Days.Ratio?.Floor(9),
            target.Last30Days.Coverage?.Floor(9),
            [.. target.Regions.Select(r => new RegionStatus(r.Region, r.State, r.LastReason, r.LastResultAt))]
        );
}
