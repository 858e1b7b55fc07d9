using System.Buffers.Binary;

namespace Ringback.Protocols.Ntp;

/// <summary>A duration in NTP's short format: 16 bits of seconds, 16 of fraction (RFC 5905 §6).</summary>
/// <remarks>One unit is 2⁻¹⁶ s, about 15 µs; from 0 to under 65,536 s.</remarks>
public readonly record struct NtpShort(uint Value)
{
    /// <summary>Size on the wire, in bytes.</summary>
    public const int Size = 4;

    public static bool TryParse(ReadOnlySpan<byte> source, out NtpShort duration)
    {
        var read = BinaryPrimitives.TryReadUInt32BigEndian(source, out var value);
        duration = new NtpShort(value);
        return read;
    }

    /// <summary>Rounded to 100 ns.</summary>
    public TimeSpan ToTimeSpan() => new((((long)Value * TimeSpan.TicksPerSecond) + (1 << 15)) >> 16);
}
