using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Timelines;

/// <summary>First: what each region says of each claimed target.</summary>
internal sealed class RegionStage(IDerivation derivation, Instant now)
{
    /// <returns>By target, every region that ever watched it.</returns>
    public async Task<ILookup<int, DerivedRegion>> RunAsync(CancellationToken cancel)
    {
        var views = derivation
            .Targets.SelectMany(
                target => target.Assignments,
                (target, region) => (Target: target, Region: region.Key, Assigned: region.Value)
            )
            .ToDictionary(each => new View(each.Target.Id, each.Region));
        var checkpoints = await derivation.Regions.CheckpointsAsync(
            [.. views.Select(each => (each.Key, RewindTo(each.Value.Target, each.Key.Region)))],
            cancel
        );
        var results = await derivation.Regions.ResultsAsync(checkpoints, Instant.MaxValue, cancel);
        var derived = views.ToDictionary(
            each => each.Key,
            each =>
                RegionTimeline.Derive(
                    checkpoints[each.Key],
                    results[each.Key],
                    each.Value.Target.Settings,
                    each.Value.Assigned,
                    now
                )
        );
        var stored = await derivation.Regions.StatesAsync(
            [.. derived.Select(each => (each.Key, each.Value.ReplaceFrom))],
            cancel
        );

        List<DerivedRegion> regions =
        [
            .. derived.Select(each => new DerivedRegion(
                each.Key,
                checkpoints[each.Key],
                each.Value,
                Difference.Between(
                    stored[each.Key],
                    stored[each.Key].Replace(each.Value.ReplaceFrom, each.Value.Changes)
                ),
                results[each.Key].Select(result => (Instant?)result.ScheduledAt).LastOrDefault()
            )),
        ];
        await derivation.Regions.WriteAsync(regions, cancel);
        return regions.ToLookup(region => region.View.Target);
    }

    private static Instant RewindTo(ClaimedTarget target, short region) =>
        target
            .Touches.Where(touch => touch.Region == region)
            .Select(touch => touch.At)
            .DefaultIfEmpty(Instant.MaxValue)
            .Min();
}
