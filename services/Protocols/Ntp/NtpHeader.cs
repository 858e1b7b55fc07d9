using System.Buffers.Binary;

namespace Ringback.Protocols.Ntp;

/// <summary>The 48 bytes that begin every NTP message of modes 1 to 5, versions 1 to 4 (RFC 5905 §7.3).</summary>
public readonly record struct NtpHeader
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |LI | VN  |Mode |    Stratum    |     Poll      |   Precision   |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                          Root Delay                           |
    // |                        Root Dispersion                        |
    // |                         Reference ID                          |
    // |                    Reference Timestamp (64)                   |
    // |                     Origin Timestamp (64)                     |
    // |                     Receive Timestamp (64)                    |
    // |                     Transmit Timestamp (64)                   |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

    /// <summary>In bytes.</summary>
    public const int Size = 48;

    public NtpLeap Leap { get; init; }

    /// <summary>1 to 4.</summary>
    public int Version { get; init; }

    public NtpMode Mode { get; init; }

    /// <summary>0 unspecified or kiss-o'-death, 1 primary, 2 to 15 secondary, 16 and above unsynchronised.</summary>
    public byte Stratum { get; init; }

    /// <summary>log₂ of the longest interval between messages, in seconds.</summary>
    public sbyte Poll { get; init; }

    /// <summary>log₂ of the precision of the sender's clock, in seconds: −20 is about a microsecond.</summary>
    public sbyte Precision { get; init; }

    /// <summary>Round trip to the reference clock.</summary>
    public NtpShort RootDelay { get; init; }

    /// <summary>Bound of the error gathered on the way from the reference clock.</summary>
    public NtpShort RootDispersion { get; init; }

    public NtpReferenceId ReferenceId { get; init; }

    /// <summary>When the sender's clock was last set.</summary>
    public NtpTimestamp Reference { get; init; }

    /// <summary>In a reply: the transmit timestamp of the request, bit by bit.</summary>
    public NtpTimestamp Origin { get; init; }

    /// <summary>T2 of a reply: the request's arrival by the server's clock.</summary>
    public NtpTimestamp Receive { get; init; }

    /// <summary>T3 of a reply: its departure by the server's clock.</summary>
    public NtpTimestamp Transmit { get; init; }

    /// <summary>λ: half the root delay and the root dispersion, the server's own bound of its error (RFC 5905 §11.2).</summary>
    /// <remarks>The client's share of it, half the delay measured, is not in it.</remarks>
    public TimeSpan RootDistance => (RootDelay.ToTimeSpan() / 2) + RootDispersion.ToTimeSpan();

    /// <summary>Reads a message; extension fields and authenticators after the header are not looked at.</summary>
    /// <returns>
    /// <see langword="false"/> where it is shorter than the header, what follows is no multiple of 4 bytes, or version
    /// or mode is another.
    /// </returns>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out NtpHeader header)
    {
        header = default;
        if (datagram.Length < Size || datagram.Length % 4 != 0)
            return false;

        var version = (datagram[0] >> 3) & 0b111;
        var mode = datagram[0] & 0b111;
        if (version is < 1 or > 4 || mode is < (int)NtpMode.SymmetricActive or > (int)NtpMode.Broadcast)
            return false;

        header = new NtpHeader
        {
            Leap = (NtpLeap)(datagram[0] >> 6),
            Version = version,
            Mode = (NtpMode)mode,
            Stratum = datagram[1],
            Poll = (sbyte)datagram[2],
            Precision = (sbyte)datagram[3],
            RootDelay = new NtpShort(BinaryPrimitives.ReadUInt32BigEndian(datagram[4..])),
            RootDispersion = new NtpShort(BinaryPrimitives.ReadUInt32BigEndian(datagram[8..])),
            ReferenceId = new NtpReferenceId(BinaryPrimitives.ReadUInt32BigEndian(datagram[12..])),
            Reference = new NtpTimestamp(BinaryPrimitives.ReadUInt64BigEndian(datagram[16..])),
            Origin = new NtpTimestamp(BinaryPrimitives.ReadUInt64BigEndian(datagram[24..])),
            Receive = new NtpTimestamp(BinaryPrimitives.ReadUInt64BigEndian(datagram[32..])),
            Transmit = new NtpTimestamp(BinaryPrimitives.ReadUInt64BigEndian(datagram[40..])),
        };
        return true;
    }

    /// <summary>Writes the header.</summary>
    /// <returns><see langword="false"/>, nothing written, where <paramref name="destination"/> is shorter than it.</returns>
    public bool TryWrite(Span<byte> destination)
    {
        if (destination.Length < Size)
            return false;

        destination[0] = (byte)(((int)Leap << 6) | ((Version & 0b111) << 3) | ((int)Mode & 0b111));
        destination[1] = Stratum;
        destination[2] = (byte)Poll;
        destination[3] = (byte)Precision;
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], RootDelay.Value);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], RootDispersion.Value);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], ReferenceId.Value);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], Reference.Value);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], Origin.Value);
        BinaryPrimitives.WriteUInt64BigEndian(destination[32..], Receive.Value);
        BinaryPrimitives.WriteUInt64BigEndian(destination[40..], Transmit.Value);
        return true;
    }
}
