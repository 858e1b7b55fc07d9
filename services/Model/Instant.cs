using System.Globalization;
using System.Text;

namespace Ringback.Model;

/// <summary>A point in time: whole microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.</summary>
/// <remarks>Finer input is cut, never rounded (semantics, "Slots and identity"). All rules count in these integers.</remarks>
/// <param name="Microseconds">Since the Unix epoch; negative before it.</param>
public readonly record struct Instant(long Microseconds) : IComparable<Instant>
{
    public static Instant UnixEpoch => default;

    /// <summary>Later than every point that can be stored: the open end of an interval.</summary>
    public static Instant MaxValue => new(long.MaxValue);

    public static Instant MinValue => new(long.MinValue);

    /// <summary>Cuts to whole microseconds, towards the past.</summary>
    public static Instant From(DateTimeOffset time) =>
        new(FloorToMicroseconds(time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks));

    public static Instant Now(TimeProvider time) => From(time.GetUtcNow());

    public DateTimeOffset ToDateTimeOffset() =>
        new(DateTimeOffset.UnixEpoch.UtcTicks + (Microseconds * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>Reads RFC 3339 with an offset, such as <c>2026-11-23T04:55:11.25Z</c>; local times are refused.</summary>
    public static bool TryParse(string? text, out Instant instant)
    {
        instant = default;
        if (text is null || !HasOffset(text))
            return false;

        if (
            !DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var time
            )
        )
        {
            return false;
        }

        instant = From(time);
        return true;
    }

    /// <summary>RFC 3339 in UTC, the fraction only as long as it is not zero: <c>2026-11-23T04:55:11.25Z</c>.</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[InstantText.Longest];
        return Encoding.ASCII.GetString(text[..InstantText.Write(this, text)]);
    }

    public int CompareTo(Instant other) => Microseconds.CompareTo(other.Microseconds);

    public static bool operator <(Instant left, Instant right) => left.Microseconds < right.Microseconds;

    public static bool operator >(Instant left, Instant right) => left.Microseconds > right.Microseconds;

    public static bool operator <=(Instant left, Instant right) => left.Microseconds <= right.Microseconds;

    public static bool operator >=(Instant left, Instant right) => left.Microseconds >= right.Microseconds;

    /// <summary>The duration is cut to whole microseconds, towards the past.</summary>
    public static Instant operator +(Instant instant, TimeSpan duration) =>
        new(instant.Microseconds + FloorToMicroseconds(duration.Ticks));

    public static Instant operator -(Instant instant, TimeSpan duration) =>
        new(instant.Microseconds - FloorToMicroseconds(duration.Ticks));

    public static TimeSpan operator -(Instant later, Instant earlier) =>
        TimeSpan.FromTicks((later.Microseconds - earlier.Microseconds) * TimeSpan.TicksPerMicrosecond);

    /// <summary>The full hour of UTC that it lies in; every UTC offset of whole hours has the same ones.</summary>
    public Instant HourStart
    {
        get
        {
            const long Hour = 3_600_000_000;
            var into = Microseconds % Hour;
            return new(Microseconds - (into < 0 ? into + Hour : into));
        }
    }

    public static Instant Min(Instant left, Instant right) => left < right ? left : right;

    public static Instant Max(Instant left, Instant right) => left > right ? left : right;

    private static long FloorToMicroseconds(long ticks)
    {
        var (quotient, remainder) = Math.DivRem(ticks, TimeSpan.TicksPerMicrosecond);
        return remainder < 0 ? quotient - 1 : quotient;
    }

    private static bool HasOffset(string text)
    {
        var clock = text.IndexOf('T', StringComparison.OrdinalIgnoreCase);
        return clock > 0 && text.AsSpan(clock).IndexOfAny("Zz+-") > 0;
    }
}
