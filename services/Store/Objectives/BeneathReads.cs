using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Timelines;

namespace Ringback.Store.Objectives;

/// <summary>The verdicts that targets would have if no maintenance had been announced: rules 2 to 7 over the stored states.</summary>
internal sealed class BeneathReads(NpgsqlConnection connection)
{
    /// <returns>By target; right within the window.</returns>
    public async Task<Dictionary<int, StepFunction<Verdict>>> ReadAsync(
        Dictionary<int, TargetHistory> histories,
        Window window,
        CancellationToken cancel
    )
    {
        var views = histories
            .SelectMany(
                target => target.Value.Assignments.Keys,
                (target, region) => (new View(target.Key, region), StatesFrom(target.Value, window))
            )
            .ToList();
        var states = await new RegionLedger(connection).StatesAsync(views, cancel);
        return histories.ToDictionary(
            target => target.Key,
            target => new StepFunction<Verdict>(
                Verdict.Unknown,
                VerdictTimeline.Derive(Inputs(target.Key, target.Value, states), Instant.MinValue, window.To)
            )
        );
    }

    private static VerdictInputs Inputs(
        int target,
        TargetHistory history,
        Dictionary<View, StepFunction<RegionState>> states
    ) =>
        new(
            [
                .. history.Assignments.Select(region => new WatchingRegion(
                    region.Value,
                    states[new View(target, region.Key)]
                )),
            ],
            history.Settings,
            [],
            history.Lifetime
        );

    /// <summary>A region that was assigned shortly before the window counts from its first decided state.</summary>
    private static Instant StatesFrom(TargetHistory history, Window window) =>
        window.From
        - history.Settings.Changes.Select(change => change.Value).Prepend(history.Settings.Initial).Max(Staleness.Of);
}
