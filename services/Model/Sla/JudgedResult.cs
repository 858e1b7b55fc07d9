using Ringback.Model.Results;

namespace Ringback.Model.Sla;

/// <summary>As much of a stored result as the rules need. Its order is the one in which they take results.</summary>
/// <param name="ScheduledAt">The slot.</param>
public readonly record struct JudgedResult(Instant ScheduledAt, Trigger Trigger, Outcome Outcome)
    : IComparable<JudgedResult>
{
    /// <summary>Whether it says anything of the target: not a <c>manual</c> run, not <c>unknown</c>.</summary>
    public bool IsKnown => Trigger != Trigger.Manual && Outcome != Outcome.Unknown;

    /// <summary>By slot, at one instant <c>schedule</c> before <c>confirm</c>.</summary>
    public int CompareTo(JudgedResult other)
    {
        var bySlot = ScheduledAt.CompareTo(other.ScheduledAt);
        return bySlot != 0 ? bySlot : Trigger.CompareTo(other.Trigger);
    }

    public static bool operator <(JudgedResult left, JudgedResult right) => left.CompareTo(right) < 0;

    public static bool operator >(JudgedResult left, JudgedResult right) => left.CompareTo(right) > 0;

    public static bool operator <=(JudgedResult left, JudgedResult right) => left.CompareTo(right) <= 0;

    public static bool operator >=(JudgedResult left, JudgedResult right) => left.CompareTo(right) >= 0;
}
