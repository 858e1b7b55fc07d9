using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;

namespace Ringback.ProbeWorker.Scheduling;

/// <summary>Folds this worker's own results as the centre will, to see which first failures to check again at once.</summary>
/// <remarks>Forgotten at a restart: at worst a failure that was confirmed before is confirmed again.</remarks>
internal sealed class Confirmations(string region)
{
    private readonly Dictionary<string, Past> _pasts = [];

    /// <summary>When to run the confirm that a result calls for, and the next slot; null for none.</summary>
    public (Instant At, Instant NextSlot)? After(ProbeResult result, Target target)
    {
        var judged = new JudgedResult(result.ScheduledAt, result.Trigger, result.Outcome);
        var past = _pasts.GetValueOrDefault(target.Id) ?? new Past(RegionFold.Undecided, null, 0);
        if (!judged.IsKnown || (past.Last is { } last && judged <= last))
            return null;

        var settings = TargetSettings.Of(target);
        var fold = past.Fold.After(judged, new StepFunction<TargetSettings>(settings));
        var inARow = result.Trigger == Trigger.Confirm ? past.ConfirmsInARow + 1 : 0;
        _pasts[target.Id] = new Past(fold, judged, inARow);
        if (!target.Check.MayBeConfirmed)
            return null;

        var nextSlot = Slots.FirstAtOrAfter(
            result.ScheduledAt + TimeSpan.FromMicroseconds(1),
            Slots.Phase(target.Id, region, target.Interval),
            target.Interval
        );
        var endOfRun = result.StartedAt + result.Duration;
        return ConfirmRule.NextRun(judged, fold, settings, endOfRun, nextSlot, inARow) is { } at
            ? (at, nextSlot)
            : null;
    }

    /// <summary>As if nothing had ever been seen.</summary>
    public void Clear() => _pasts.Clear();

    private sealed record Past(RegionFold Fold, JudgedResult? Last, int ConfirmsInARow);
}
