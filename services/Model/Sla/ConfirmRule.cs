using Ringback.Model.Results;

namespace Ringback.Model.Sla;

/// <summary>When a first failure is checked again at once, without waiting for the next slot.</summary>
public static class ConfirmRule
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>The confirm run that a result calls for.</summary>
    /// <param name="result">Of a scheduled or a confirm run.</param>
    /// <param name="after">The region's fold, this result included; a worker folds its own results with <see cref="RegionFold.After"/>.</param>
    /// <param name="settings">In force at the result's slot.</param>
    /// <param name="endOfRun">When the run that gave the result ended.</param>
    /// <param name="nextSlot">The next scheduled run.</param>
    /// <param name="confirmsInARow">Confirm runs since the last scheduled one, this one included if it is one.</param>
    /// <returns>
    /// Its <c>scheduled_at</c>: end of run + <c>min(interval/4, 5 s)</c>. Null where the streak is complete, the latch set
    /// already, F − 1 confirms were run, or it would not be before the next slot.
    /// </returns>
    public static Instant? NextRun(
        JudgedResult result,
        RegionFold after,
        TargetSettings settings,
        Instant endOfRun,
        Instant nextSlot,
        int confirmsInARow
    )
    {
        if (!result.IsKnown || result.Outcome == Outcome.Up || confirmsInARow >= settings.Confirm.Failures - 1)
            return null;

        var latch = result.Outcome == Outcome.Down ? after.Down : after.Bad;
        if (latch.IsSet)
            return null;

        var pause = settings.Interval / 4;
        var at = endOfRun + (pause < Longest ? pause : Longest);
        return at < nextSlot ? at : null;
    }
}
