namespace Ringback.Model.Sla;

/// <summary>A half-open stretch of time, <c>[From, To)</c>; empty where <paramref name="To"/> is not after <paramref name="From"/>.</summary>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive; <see cref="Instant.MaxValue"/> while it has no end yet.</param>
public readonly record struct Window(Instant From, Instant To)
{
    public static Window Always => new(Instant.MinValue, Instant.MaxValue);

    public bool IsEmpty => To <= From;

    /// <summary>Length in microseconds; of bounded windows only.</summary>
    /// <exception cref="OverflowException">A bound is open.</exception>
    public long Microseconds => IsEmpty ? 0 : checked(To.Microseconds - From.Microseconds);

    public bool Contains(Instant instant) => From <= instant && instant < To;

    public bool Overlaps(Window other) => !Intersect(other).IsEmpty;

    public Window Intersect(Window other) => new(Instant.Max(From, other.From), Instant.Min(To, other.To));

    public override string ToString() => $"[{From.Microseconds}, {To.Microseconds})";
}
