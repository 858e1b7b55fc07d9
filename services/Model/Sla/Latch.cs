namespace Ringback.Model.Sla;

/// <summary>One of a region's two latches, with the streak that may turn it.</summary>
/// <param name="Since">Slot of the first result of the streak that turned it; null while undecided.</param>
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
}

public enum LatchPosition
{
    Undecided,
    Released,
    Set,
}
