using System.Buffers.Binary;

namespace Ringback.Protocols.Turn;

/// <summary>The value of LIFETIME: how long an allocation lives unless refreshed (RFC 8656 §18.2).</summary>
/// <remarks>Whole seconds in 32 bits, up to 136 years. In a Refresh request zero asks to delete the allocation.</remarks>
public static class TurnLifetime
{
    /// <summary>In bytes.</summary>
    public const int Size = 4;

    public static bool TryParse(ReadOnlySpan<byte> value, out TimeSpan lifetime)
    {
        lifetime = value.Length == Size ? TimeSpan.FromSeconds(BinaryPrimitives.ReadUInt32BigEndian(value)) : default;
        return value.Length == Size;
    }

    /// <param name="lifetime">Cut to whole seconds; negative or beyond 2³² − 1 s throws.</param>
    public static byte[] Write(TimeSpan lifetime)
    {
        var value = new byte[Size];
        BinaryPrimitives.WriteUInt32BigEndian(value, checked((uint)(lifetime.Ticks / TimeSpan.TicksPerSecond)));
        return value;
    }
}
