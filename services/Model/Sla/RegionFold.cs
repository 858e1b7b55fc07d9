using Ringback.Model.Results;

namespace Ringback.Model.Sla;

/// <summary>All that a region's past says to its future: results in order are folded into it one by one.</summary>
/// <remarks>
/// Depends on the known results alone, not on when it is asked: silence and the end of an assignment are applied when
/// the next result comes, or when a timeline is derived. Equal folds have equal futures.
/// </remarks>
/// <param name="LastKnown">Slot of the last known result; null where there is none.</param>
/// <param name="Down">Set by F <c>down</c> results in a row, released by S others.</param>
/// <param name="Bad">Set by F <c>down</c> or <c>degraded</c> results in a row, released by S <c>up</c>.</param>
public sealed record RegionFold(Instant? LastKnown, Latch Down, Latch Bad)
{
    /// <summary>Nothing known: at the start of each assignment.</summary>
    public static RegionFold Undecided { get; } = new(null, default, default);

    /// <summary>Slot of the first of the <c>down</c> results that are not yet enough; null where none are open.</summary>
    public Instant? SuspectedSince => Down.Streak > 0 ? Down.First : null;

    /// <summary>
    /// Without what no later result asks for: when a latch turned matters only while a streak is open that began no later,
    /// or may still begin at that slot.
    /// So folds of different pasts become equal soon, and a replay may stop.
    /// </summary>
    internal RegionFold Settled
    {
        get
        {
            var last = LastKnown ?? Instant.MaxValue;
            var open = Instant.Min(last, Instant.Min(Down.First ?? last, Bad.First ?? last));
            return this with { Down = Down.Settled(open), Bad = Bad.Settled(open) };
        }
    }

    /// <summary>The fold after one more result of the same assignment; unknown and manual ones leave it as it is.</summary>
    /// <param name="result">Not before any folded one.</param>
    /// <param name="settings">From the last known result's slot on.</param>
    public RegionFold After(JudgedResult result, StepFunction<TargetSettings> settings)
    {
        if (!result.IsKnown)
            return this;

        var slot = result.ScheduledAt;
        var before = LastKnown is { } last && slot > Staleness.VouchesUntil(last, settings) ? Undecided : this;
        var confirm = settings.At(slot).Confirm;
        var isDown = result.Outcome == Outcome.Down;
        var isBad = result.Outcome != Outcome.Up;
        return new RegionFold(
            slot,
            before.Down.After(slot, isDown, isDown ? confirm.Failures : confirm.Successes),
            before.Bad.After(slot, isBad, isBad ? confirm.Failures : confirm.Successes)
        );
    }

    /// <summary>The state that two latches make.</summary>
    internal static RegionState State(LatchPosition down, LatchPosition bad) =>
        (down, bad) switch
        {
            (LatchPosition.Set, _) => RegionState.Down,
            (_, LatchPosition.Set) => RegionState.Degraded,
            (LatchPosition.Undecided, _) => RegionState.Unknown,
            _ => RegionState.Up,
        };

    /// <summary>Every instant as its distance from the checkpoint's.</summary>
    internal void Write(BitWriter bits, Instant at)
    {
        bits.WriteBefore(at, LastKnown);
        Down.Write(bits, at);
        Bad.Write(bits, at);
    }

    internal static bool TryRead(ref BitReader bits, Instant at, out RegionFold fold)
    {
        fold = Undecided;
        if (
            !bits.TryReadBefore(at, out var lastKnown)
            || !Latch.TryRead(ref bits, at, out var down)
            || !Latch.TryRead(ref bits, at, out var bad)
        )
        {
            return false;
        }

        fold = new RegionFold(lastKnown, down, bad);
        return true;
    }
}
