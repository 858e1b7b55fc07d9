namespace Ringback.Model.Sla;

/// <summary>One of a region's two latches, with the streak that may turn it.</summary>
/// <param name="Since">Slot of the first result of the streak that turned it; null while undecided, and once nothing asks for it any more.</param>
/// <param name="Before">Its position before that slot.</param>
/// <param name="Streak">
/// Results in a row that would turn it and are not yet enough: positive ones would set it, negative ones release it.
/// 0 where the last result agreed with it: then nothing is open, and folds of different pasts become equal.
/// </param>
/// <param name="First">Slot of the open streak's first result; null where none is open.</param>
public readonly record struct Latch(
    LatchPosition Position,
    Instant? Since,
    LatchPosition Before,
    int Streak,
    Instant? First
)
{
    public bool IsSet => Position == LatchPosition.Set;

    /// <param name="open">First slot of the earliest streak that is open or may still be.</param>
    internal Latch Settled(Instant open) =>
        Since < open ? this with { Since = null, Before = LatchPosition.Undecided } : this;

    /// <summary>The latch after one more known result.</summary>
    /// <param name="sets">Whether the result is of the kind that sets; any other releases.</param>
    /// <param name="needed">In a row, at this result's slot: F where it sets, S where it releases.</param>
    internal Latch After(Instant slot, bool sets, int needed)
    {
        if (Position == (sets ? LatchPosition.Set : LatchPosition.Released))
            return this with { Streak = 0, First = null };

        var step = sets ? 1 : -1;
        var goesOn = Streak * step > 0;
        var (streak, first) = goesOn ? (Streak + step, First!.Value) : (step, slot);
        if (Math.Abs(streak) < needed)
            return this with { Streak = streak, First = first };

        return new Latch(sets ? LatchPosition.Set : LatchPosition.Released, first, Position, 0, null);
    }

    internal void Write(BitWriter bits, Instant at)
    {
        bits.WriteNatural((int)Position);
        bits.WriteBefore(at, Since);
        bits.WriteNatural((int)Before);
        bits.WriteNatural(Math.Max(Streak, 0));
        bits.WriteNatural(Math.Max(-Streak, 0));
        bits.WriteBefore(at, First);
    }

    internal static bool TryRead(ref BitReader bits, Instant at, out Latch latch)
    {
        latch = default;
        if (
            !bits.TryReadNatural((int)LatchPosition.Set, out var position)
            || !bits.TryReadBefore(at, out var since)
            || !bits.TryReadNatural((int)LatchPosition.Set, out var before)
            || !bits.TryReadNatural(int.MaxValue, out var setting)
            || !bits.TryReadNatural(setting > 0 ? 0 : int.MaxValue, out var releasing)
            || !bits.TryReadBefore(at, out var first)
            || first is null != (setting + releasing == 0)
        )
        {
            return false;
        }

        latch = new((LatchPosition)position, since, (LatchPosition)before, (int)(setting - releasing), first);
        return true;
    }
}

public enum LatchPosition
{
    Undecided,
    Released,
    Set,
}
