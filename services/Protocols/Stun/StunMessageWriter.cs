using System.Buffers.Binary;

namespace Ringback.Protocols.Stun;

/// <summary>Builds one STUN message, attribute after attribute (RFC 8489 §5, §14).</summary>
/// <remarks>The order is the caller's: integrity after all that it protects, the fingerprint last.</remarks>
public sealed class StunMessageWriter
{
    /// <summary>What the 16-bit length of the header can say, cut to a multiple of 4.</summary>
    private const int MaxAttributesSize = 0xFFFC;

    private byte[] _bytes = new byte[256];
    private int _size = StunMessage.HeaderSize;

    /// <param name="transactionId">12 bytes, cryptographically random for a request (RFC 8489 §5).</param>
    public StunMessageWriter(StunMethod method, StunClass @class, ReadOnlySpan<byte> transactionId)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(transactionId.Length, StunMessage.TransactionIdSize);
        BinaryPrimitives.WriteUInt16BigEndian(_bytes, new StunType(method, @class).Value);
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(4), StunMessage.MagicCookie);
        transactionId.CopyTo(_bytes.AsSpan(8));
    }

    /// <summary>The message so far; its length field counts what is there.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _size);

    public ReadOnlySpan<byte> TransactionId => Bytes[8..StunMessage.HeaderSize];

    /// <summary>Adds an attribute, padded with zeros.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message would be longer than its length field can say.</exception>
    public StunMessageWriter Add(StunAttributeType type, ReadOnlySpan<byte> value)
    {
        value.CopyTo(Reserve(type, value.Length));
        return this;
    }

    /// <summary>Adds MESSAGE-INTEGRITY over all that is there (RFC 8489 §14.5).</summary>
    public StunMessageWriter AddIntegrity(ReadOnlySpan<byte> key)
    {
        var value = Reserve(StunAttributeType.MessageIntegrity, StunIntegrity.Sha1Size);
        StunIntegrity.ComputeSha1(Bytes, key, value);
        return this;
    }

    /// <summary>Adds MESSAGE-INTEGRITY-SHA256 over all that is there (RFC 8489 §14.6).</summary>
    public StunMessageWriter AddIntegritySha256(ReadOnlySpan<byte> key)
    {
        var value = Reserve(StunAttributeType.MessageIntegritySha256, StunIntegrity.Sha256Size);
        StunIntegrity.ComputeSha256(Bytes, key, value);
        return this;
    }

    /// <summary>Adds FINGERPRINT; nothing may follow (RFC 8489 §14.7).</summary>
    public StunMessageWriter AddFingerprint()
    {
        var value = Reserve(StunAttributeType.Fingerprint, StunFingerprint.Size);
        BinaryPrimitives.WriteUInt32BigEndian(
            value,
            StunFingerprint.Compute(Bytes[..^(StunMessage.AttributeHeaderSize + StunFingerprint.Size)])
        );
        return this;
    }

    public byte[] ToArray() => Bytes.ToArray();

    private Span<byte> Reserve(StunAttributeType type, int length)
    {
        var start = _size;
        var size = start + StunMessage.AttributeHeaderSize + ((length + 3) & ~3);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            size - StunMessage.HeaderSize,
            MaxAttributesSize,
            nameof(length)
        );
        if (size > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(size, 2 * _bytes.Length));

        _size = size;
        var attribute = _bytes.AsSpan(start);
        BinaryPrimitives.WriteUInt16BigEndian(attribute, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(attribute[2..], (ushort)length);
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(2), (ushort)(size - StunMessage.HeaderSize));
        return attribute.Slice(StunMessage.AttributeHeaderSize, length);
    }
}
