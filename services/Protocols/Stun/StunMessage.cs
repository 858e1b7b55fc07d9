using System.Buffers.Binary;

namespace Ringback.Protocols.Stun;

/// <summary>A view over one STUN message in a received datagram. It owns nothing, copies nothing and writes nothing.</summary>
/// <remarks>
/// RFC 8489 §5. The whole message is checked once, in <see cref="TryParse"/>; reading an attribute afterwards
/// cannot run off its end. Integrity and fingerprint are checked by <see cref="StunIntegrity"/> and
/// <see cref="StunFingerprint"/>, not here.
/// </remarks>
public readonly ref struct StunMessage
{
    /// <summary>Size of the fixed header, in bytes.</summary>
    public const int HeaderSize = 20;

    /// <summary>Size of an attribute's type and length, in bytes. The value follows, padded to a multiple of 4.</summary>
    public const int AttributeHeaderSize = 4;

    /// <summary>The fixed value that tells STUN from other protocols on the same port.</summary>
    public const uint MagicCookie = 0x2112A442;

    /// <summary>Size of a transaction id, in bytes.</summary>
    public const int TransactionIdSize = 12;

    private StunMessage(ReadOnlySpan<byte> bytes) => Bytes = bytes;

    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |0 0|     STUN Message Type     |         Message Length        |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                         Magic Cookie                          |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                     Transaction ID (96 bits)                  |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

    /// <summary>The message whole.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    public StunType Type => new(BinaryPrimitives.ReadUInt16BigEndian(Bytes));

    /// <summary>The 12 bytes that pair a response with its request.</summary>
    public ReadOnlySpan<byte> TransactionId => Bytes[8..HeaderSize];

    /// <summary>The attributes in their order, as far as they count.</summary>
    public StunAttributes Attributes => new(Bytes);

    /// <summary>Reads a message that fills <paramref name="datagram"/> exactly.</summary>
    /// <returns>
    /// <see langword="false"/> where the datagram is no STUN message: too short, first two bits set, another cookie,
    /// a length that is not the datagram's, or an attribute that runs past the end. Never throws.
    /// </returns>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out StunMessage message)
    {
        message = default;

        if (
            datagram.Length < HeaderSize
            || (datagram[0] & 0b1100_0000) != 0
            || BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) != MagicCookie
            || BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]) != datagram.Length - HeaderSize
        )
        {
            return false;
        }

        var rest = datagram[HeaderSize..];
        while (!rest.IsEmpty)
        {
            if (rest.Length < AttributeHeaderSize || StunAttributes.PaddedSize(rest) > rest.Length)
                return false;

            rest = rest[StunAttributes.PaddedSize(rest)..];
        }

        message = new StunMessage(datagram);
        return true;
    }

    /// <summary>Finds the first attribute of a type; any later one of that type is ignored (RFC 8489 §14).</summary>
    /// <param name="type">The attribute to find.</param>
    /// <param name="value">Its value, without padding.</param>
    public bool TryGet(StunAttributeType type, out ReadOnlySpan<byte> value)
    {
        foreach (var attribute in Attributes)
        {
            if (attribute.Type == type)
            {
                value = attribute.Value;
                return true;
            }
        }

        value = default;
        return false;
    }
}
