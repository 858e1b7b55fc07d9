using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Retention;

/// <summary>Before raw results are dropped, what they amount to is kept, so that a later derivation never needs them.</summary>
internal sealed class Sealing(Derivations derivations)
{
    /// <summary>Folds each view's results up to the horizon into a checkpoint, and forgets those before it.</summary>
    public async Task KeepFoldsAsync(Instant horizon, CancellationToken cancel)
    {
        foreach (var id in await derivations.TargetsWithFoldsBeforeAsync(horizon, cancel))
        {
            await using var derivation = await derivations.ClaimAsync(id, cancel);
            var target = derivation.Targets.Single();
            var checkpoints = await derivation.Regions.CheckpointsAsync(
                [.. target.Assignments.Keys.Select(region => (new View(id, region), horizon))],
                cancel
            );
            var results = await derivation.Regions.ResultsAsync(
                checkpoints.ToDictionary(each => each.Key, each => new Window(each.Value.At, horizon)),
                cancel
            );
            var folds = checkpoints.ToDictionary(
                each => each.Key,
                each =>
                    RegionTimeline
                        .Derive(
                            each.Value,
                            results[each.Key],
                            target.Settings,
                            target.Assignments[each.Key.Region],
                            horizon
                        )
                        .End
            );
            await derivation.Regions.KeepAsync(folds, cancel);
            await derivation.CommitAsync(cancel);
        }
    }
}
