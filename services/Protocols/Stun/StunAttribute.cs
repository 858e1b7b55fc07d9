namespace Ringback.Protocols.Stun;

/// <summary>One attribute of a received message.</summary>
public readonly ref struct StunAttribute
{
    internal StunAttribute(StunAttributeType type, int offset, ReadOnlySpan<byte> value)
    {
        Type = type;
        Offset = offset;
        Value = value;
    }

    public StunAttributeType Type { get; }

    /// <summary>Where its header begins in the message, in bytes.</summary>
    public int Offset { get; }

    /// <summary>Without padding.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>Who does not understand it must refuse the message (RFC 8489 §14).</summary>
    public bool IsComprehensionRequired => (ushort)Type < 0x8000;
}
