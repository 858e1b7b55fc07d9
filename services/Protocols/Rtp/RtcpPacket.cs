using System.Buffers.Binary;

namespace Ringback.Protocols.Rtp;

/// <summary>Packet types of RTCP (RFC 3550 §12.1).</summary>
public enum RtcpType : byte
{
    SenderReport = 200,
    ReceiverReport = 201,
    SourceDescription = 202,
    Goodbye = 203,
    Application = 204,

    /// <summary>RFC 3611 §2.</summary>
    ExtendedReport = 207,
}

/// <summary>One packet of a compound: a view, checked to lie inside its datagram.</summary>
/// <param name="type">Any value: unknown ones are to be skipped.</param>
/// <param name="count">Of reports or sources, 0 to 31; how many there really are is for the body's reader to check.</param>
/// <param name="body">After the header, without padding.</param>
public readonly ref struct RtcpPacket(RtcpType type, int count, ReadOnlySpan<byte> body)
{
    /// <summary>In bytes.</summary>
    public const int HeaderSize = 4;

    /// <summary>Greatest count: it has 5 bits.</summary>
    public const int MaxCount = 31;

    public RtcpType Type { get; } = type;

    public int Count { get; } = count;

    public ReadOnlySpan<byte> Body { get; } = body;

    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |V=2|P|    RC   |       PT      |    length in words, less 1    |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

    /// <summary>Takes the first packet off a compound.</summary>
    internal static bool TryRead(scoped ref ReadOnlySpan<byte> compound, scoped out RtcpPacket packet)
    {
        packet = default;
        if (compound.Length < HeaderSize || compound[0] >> 6 != RtpHeader.Version)
            return false;

        var size = 4 * (BinaryPrimitives.ReadUInt16BigEndian(compound[2..]) + 1);
        if (compound.Length < size)
            return false;

        var body = compound[HeaderSize..size];
        var padding = 0;
        if ((compound[0] & 0x20) != 0)
        {
            // Only the last packet of a compound may be padded (RFC 3550 §6.4.1).
            padding = body.IsEmpty ? 0 : body[^1];
            if (padding == 0 || padding % 4 != 0 || padding > body.Length || compound.Length > size)
                return false;
        }

        packet = new RtcpPacket((RtcpType)compound[1], compound[0] & MaxCount, body[..^padding]);
        compound = compound[size..];
        return true;
    }

    /// <summary>Writes a header before a body that is in place already.</summary>
    internal static void WriteHeader(Span<byte> packet, RtcpType type, int count, int size)
    {
        packet[0] = (byte)((RtpHeader.Version << 6) | count);
        packet[1] = (byte)type;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)((size / 4) - 1));
    }
}
