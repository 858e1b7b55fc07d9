using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Retention;

/// <summary>Before raw results are dropped, what they amount to is kept, so that a later derivation never needs them.</summary>
internal sealed class Sealing(ISealings sealings)
{
    /// <summary>Folds each view's results up to the horizon into a checkpoint, and forgets those before it.</summary>
    /// <returns>False where a target has yet to be derived from results before the horizon: it needs them, and the checkpoints before them.</returns>
    public async Task<bool> KeepFoldsAsync(Instant horizon, CancellationToken cancel)
    {
        var areKept = true;
        foreach (var id in await sealings.TargetsBegunBeforeAsync(horizon, cancel))
        {
            await using var sealing = await sealings.ClaimAsync(id, cancel);
            if (sealing.Target.Touches.Any(touch => touch.Region is not null && touch.At < horizon))
                areKept = false;
            else
                await KeepAsync(sealing, horizon, cancel);
        }

        return areKept;
    }

    private static async Task KeepAsync(ISealing sealing, Instant horizon, CancellationToken cancel)
    {
        var target = sealing.Target;
        var checkpoints = await sealing.Regions.CheckpointsAsync(
            [.. target.Assignments.Keys.Select(region => (new View(target.Id, region), horizon))],
            cancel
        );
        var results = await sealing.Regions.ResultsAsync(
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
        await sealing.KeepAsync(folds, cancel);
    }
}
