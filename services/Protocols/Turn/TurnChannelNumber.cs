using System.Buffers.Binary;

namespace Ringback.Protocols.Turn;

/// <summary>The short name of one peer in <see cref="TurnChannelData"/> (RFC 8656 §12, §18.1).</summary>
/// <param name="Value">From <see cref="Min"/> to <see cref="Max"/> where it came from <see cref="TryParse"/>.</param>
public readonly record struct TurnChannelNumber(ushort Value)
{
    public const ushort Min = 0x4000;

    /// <summary>RFC 8656; RFC 5766 allowed up to 0x7FFF, which now means other protocols (RFC 7983).</summary>
    public const ushort Max = 0x4FFF;

    /// <summary>How long a binding lasts unless renewed (RFC 8656 §12).</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Reads the value of CHANNEL-NUMBER: the number, then 16 bits that are ignored.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out TurnChannelNumber channel)
    {
        channel = default;
        if (value.Length != 4 || BinaryPrimitives.ReadUInt16BigEndian(value) is < Min or > Max)
            return false;

        channel = new TurnChannelNumber(BinaryPrimitives.ReadUInt16BigEndian(value));
        return true;
    }

    public byte[] ToBytes() => [(byte)(Value >> 8), (byte)Value, 0, 0];
}
