using System.Buffers.Binary;

namespace Ringback.Protocols.Stun;

/// <summary>Walks the attributes of a message that <see cref="StunMessage.TryParse"/> has checked.</summary>
/// <remarks>
/// What follows an integrity attribute is not protected by it, so nothing there counts but a stronger integrity
/// attribute and the fingerprint (RFC 8489 §14.5, §14.6); nothing at all counts after the fingerprint (§14.7).
/// </remarks>
public ref struct StunAttributes
{
    private readonly ReadOnlySpan<byte> _message;
    private int _next = StunMessage.HeaderSize;
    private StunAttributeType? _last;

    internal StunAttributes(ReadOnlySpan<byte> message) => _message = message;

    public StunAttribute Current { get; private set; }

    public readonly StunAttributes GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_next < _message.Length)
        {
            var start = _next;
            var rest = _message[start..];
            var type = (StunAttributeType)BinaryPrimitives.ReadUInt16BigEndian(rest);
            _next += PaddedSize(rest);
            if (!Counts(type))
                continue;

            if (
                type
                is StunAttributeType.MessageIntegrity
                    or StunAttributeType.MessageIntegritySha256
                    or StunAttributeType.Fingerprint
            )
            {
                _last = type;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            Current = new StunAttribute(type, start, rest.Slice(StunMessage.AttributeHeaderSize, length));
            return true;
        }

        return false;
    }

    /// <summary>Of the attribute that <paramref name="attribute"/> begins with, its header and padding included.</summary>
    internal static int PaddedSize(ReadOnlySpan<byte> attribute) =>
        StunMessage.AttributeHeaderSize + ((BinaryPrimitives.ReadUInt16BigEndian(attribute[2..]) + 3) & ~3);

    private readonly bool Counts(StunAttributeType type) =>
        _last switch
        {
            null => true,
            StunAttributeType.MessageIntegrity => type
                is StunAttributeType.MessageIntegritySha256
                    or StunAttributeType.Fingerprint,
            StunAttributeType.MessageIntegritySha256 => type is StunAttributeType.Fingerprint,
            _ => false,
        };
}
