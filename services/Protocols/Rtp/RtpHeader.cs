using System.Buffers.Binary;

namespace Ringback.Protocols.Rtp;

/// <summary>The fixed fields of an RTP packet that belong to its stream (RFC 3550 §5.1).</summary>
/// <param name="Marker">Such as the first packet of a talkspurt (RFC 3551 §4.1).</param>
/// <param name="PayloadType">0 to 127.</param>
/// <param name="SequenceNumber">One up a packet; begins anywhere, wraps.</param>
/// <param name="Timestamp">Sampling instant in units of the codec's clock; begins anywhere, wraps.</param>
/// <param name="Ssrc">Synchronisation source: who sends.</param>
public readonly record struct RtpHeader(bool Marker, byte PayloadType, ushort SequenceNumber, uint Timestamp, uint Ssrc)
{
    /// <summary>Of the fixed header, in bytes.</summary>
    public const int Size = 12;

    public const int Version = 2;

    /// <summary>Greatest payload type: it has 7 bits.</summary>
    public const byte MaxPayloadType = 127;

    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |V=2|P|X|  CC   |M|     PT      |       sequence number         |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                           timestamp                           |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                             SSRC                              |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

    /// <summary>All but the first byte, which tells how the packet is laid out.</summary>
    internal static RtpHeader Read(ReadOnlySpan<byte> packet) =>
        new(
            (packet[1] & 0x80) != 0,
            (byte)(packet[1] & MaxPayloadType),
            BinaryPrimitives.ReadUInt16BigEndian(packet[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(packet[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(packet[8..])
        );

    internal void Write(Span<byte> packet)
    {
        packet[1] = (byte)((Marker ? 0x80 : 0) | PayloadType);
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], SequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(packet[4..], Timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(packet[8..], Ssrc);
    }
}
