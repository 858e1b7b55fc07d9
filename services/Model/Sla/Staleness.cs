namespace Ringback.Model.Sla;

/// <summary>How long a known result vouches for its region's state (semantics, "State of one region").</summary>
public static class Staleness
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary><c>max(3·interval, interval + timeout + 30 s)</c>.</summary>
    public static TimeSpan Of(TargetSettings settings)
    {
        var (threefold, once) = (3 * settings.Interval, settings.Interval + settings.Timeout + Grace);
        return threefold > once ? threefold : once;
    }

    /// <summary>Until when a known result vouches, if no other known one follows: one at this very instant is still in time.</summary>
    /// <param name="slot">Of the result.</param>
    /// <param name="settings">From the slot on; each change of interval or timeout while it vouches may prolong it.</param>
    public static Instant VouchesUntil(Instant slot, StepFunction<TargetSettings> settings)
    {
        var inForce = settings.At(slot);
        var until = slot + Of(inForce);
        foreach (var change in settings.ChangesBetween(slot, Instant.MaxValue))
        {
            if (change.At >= until)
                break;

            if (change.Value.Interval != inForce.Interval || change.Value.Timeout != inForce.Timeout)
                until = Instant.Max(until, change.At + Of(change.Value));

            inForce = change.Value;
        }

        return until;
    }
}
