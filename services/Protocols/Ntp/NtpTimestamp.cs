using System.Buffers.Binary;

namespace Ringback.Protocols.Ntp;

/// <summary>A point in time as NTP sends it: seconds since 1900 in 32 bits, and a binary fraction in 32 more.</summary>
/// <remarks>
/// RFC 5905 §6. One unit is 2⁻³² s, about 233 ps; the value wraps every 136 years, next on 2036-02-07. Differences are
/// taken modulo 2⁶⁴, so they are right across a wrap as long as both points lie within 68 years of each other.
/// </remarks>
public readonly record struct NtpTimestamp(ulong Value)
{
    /// <summary>Size on the wire, in bytes.</summary>
    public const int Size = 8;

    /// <summary>Seconds from 1900-01-01 to 1970-01-01.</summary>
    private const long UnixEpoch = 2_208_988_800;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Zero: no timestamp (RFC 5905 §6), never a point in 1900.</summary>
    public static NtpTimestamp None => default;

    /// <summary>From the clock of the system, such as CLOCK_REALTIME; the era is dropped.</summary>
    /// <param name="nanoseconds">Since 1970-01-01T00:00:00Z; may be negative.</param>
    public static NtpTimestamp FromUnixNanoseconds(Int128 nanoseconds)
    {
        var sinceEra = nanoseconds + ((Int128)UnixEpoch * NanosecondsPerSecond);
        var seconds = sinceEra / NanosecondsPerSecond;
        var rest = sinceEra % NanosecondsPerSecond;
        if (rest < 0)
            (seconds, rest) = (seconds - 1, rest + NanosecondsPerSecond);

        var fraction = ((rest << 32) + (NanosecondsPerSecond / 2)) / NanosecondsPerSecond;
        return new NtpTimestamp(unchecked((ulong)((seconds << 32) + fraction)));
    }

    /// <summary>Reads the first <see cref="Size"/> bytes of <paramref name="source"/>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> source, out NtpTimestamp timestamp)
    {
        var read = BinaryPrimitives.TryReadUInt64BigEndian(source, out var value);
        timestamp = new NtpTimestamp(value);
        return read;
    }

    /// <summary>The point in the era that brings it nearest to <paramref name="pivot"/>.</summary>
    /// <returns>Cut to 100 ns; null where that is no point of the calendar.</returns>
    public DateTimeOffset? ToDateTimeOffset(DateTimeOffset pivot)
    {
        var pivotNanoseconds = (Int128)(pivot.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;
        var distance = this - FromUnixNanoseconds(pivotNanoseconds);
        var ticks = (Int128)pivot.UtcTicks + distance.Ticks;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? new DateTimeOffset((long)ticks, TimeSpan.Zero) : null;
    }

    /// <summary>Time from <paramref name="earlier"/> to <paramref name="later"/>; negative where they are reversed.</summary>
    /// <returns>The difference, rounded to 100 ns, the resolution of <see cref="TimeSpan"/>.</returns>
    public static TimeSpan operator -(NtpTimestamp later, NtpTimestamp earlier)
    {
        Int128 units = unchecked((long)(later.Value - earlier.Value));
        return new TimeSpan((long)(((units * TimeSpan.TicksPerSecond) + (1L << 31)) >> 32));
    }
}
