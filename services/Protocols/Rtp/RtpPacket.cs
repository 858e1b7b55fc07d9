using System.Buffers.Binary;

namespace Ringback.Protocols.Rtp;

/// <summary>A view over one RTP packet (RFC 3550 §5.1). It owns nothing and copies nothing.</summary>
/// <remarks>
/// The format has no length of its own: a packet cut short inside its payload is a shorter packet, and only a cut inside
/// its headers or its padding can be told.
/// </remarks>
public readonly ref struct RtpPacket
{
    /// <summary>Of contributing sources in one packet.</summary>
    public const int MaxContributingSources = 15;

    private const int SourceSize = 4;
    private const int ExtensionHeaderSize = 4;
    private const int PaddingFlag = 0x20;
    private const int ExtensionFlag = 0x10;
    private const int CountMask = 0x0f;

    public required RtpHeader Header { get; init; }

    /// <summary>Identifiers of contributing sources, four bytes each, at most <see cref="MaxContributingSources"/>.</summary>
    public ReadOnlySpan<byte> ContributingSources { get; init; }

    /// <summary>What the header extension is; null where there is none (RFC 3550 §5.3.1).</summary>
    public ushort? ExtensionProfile { get; init; }

    /// <summary>Data of the header extension, whole 32-bit words.</summary>
    public ReadOnlySpan<byte> Extension { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>Bytes of padding after the payload, its own count included; 0 for none.</summary>
    public byte PaddingLength { get; init; }

    /// <summary>On the wire, in bytes.</summary>
    public int Size =>
        RtpHeader.Size
        + ContributingSources.Length
        + (ExtensionProfile is null ? 0 : ExtensionHeaderSize + Extension.Length)
        + Payload.Length
        + PaddingLength;

    /// <summary>Reads a packet that fills <paramref name="datagram"/>.</summary>
    /// <returns>
    /// <see langword="false"/> where it is none: another version, headers longer than the datagram, or a padding count
    /// that is 0 or reaches into the headers. Never throws.
    /// </returns>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out RtpPacket packet)
    {
        packet = default;
        if (datagram.Length < RtpHeader.Size || datagram[0] >> 6 != RtpHeader.Version)
            return false;

        var rest = datagram[RtpHeader.Size..];
        var sources = (datagram[0] & CountMask) * SourceSize;
        if (rest.Length < sources)
            return false;

        var contributing = rest[..sources];
        rest = rest[sources..];

        ushort? profile = null;
        ReadOnlySpan<byte> extension = default;
        if ((datagram[0] & ExtensionFlag) != 0)
        {
            if (rest.Length < ExtensionHeaderSize)
                return false;

            profile = BinaryPrimitives.ReadUInt16BigEndian(rest);
            var length = 4 * BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            rest = rest[ExtensionHeaderSize..];
            if (rest.Length < length)
                return false;

            extension = rest[..length];
            rest = rest[length..];
        }

        byte padding = 0;
        if ((datagram[0] & PaddingFlag) != 0)
        {
            if (rest.IsEmpty || rest[^1] == 0 || rest[^1] > rest.Length)
                return false;

            padding = rest[^1];
        }

        packet = new RtpPacket
        {
            Header = RtpHeader.Read(datagram),
            ContributingSources = contributing,
            ExtensionProfile = profile,
            Extension = extension,
            Payload = rest[..^padding],
            PaddingLength = padding,
        };
        return true;
    }

    /// <summary>Writes the packet, its padding as zeros and their count.</summary>
    /// <returns>
    /// <see langword="false"/>, with nothing written, where <paramref name="destination"/> is too small or a field does
    /// not fit the format.
    /// </returns>
    public bool TryWrite(Span<byte> destination, out int written)
    {
        written = 0;
        if (!IsWritable || destination.Length < Size)
            return false;

        destination[0] = (byte)(
            (RtpHeader.Version << 6)
            | (PaddingLength > 0 ? PaddingFlag : 0)
            | (ExtensionProfile is null ? 0 : ExtensionFlag)
            | (ContributingSources.Length / SourceSize)
        );
        Header.Write(destination);
        ContributingSources.CopyTo(destination[RtpHeader.Size..]);
        written = RtpHeader.Size + ContributingSources.Length;

        if (ExtensionProfile is { } profile)
        {
            BinaryPrimitives.WriteUInt16BigEndian(destination[written..], profile);
            BinaryPrimitives.WriteUInt16BigEndian(destination[(written + 2)..], (ushort)(Extension.Length / 4));
            Extension.CopyTo(destination[(written + ExtensionHeaderSize)..]);
            written += ExtensionHeaderSize + Extension.Length;
        }

        Payload.CopyTo(destination[written..]);
        written += Payload.Length;

        if (PaddingLength > 0)
        {
            destination.Slice(written, PaddingLength - 1).Clear();
            written += PaddingLength;
            destination[written - 1] = PaddingLength;
        }

        return true;
    }

    private bool IsWritable =>
        Header.PayloadType <= RtpHeader.MaxPayloadType
        && ContributingSources.Length % SourceSize == 0
        && ContributingSources.Length <= MaxContributingSources * SourceSize
        && Extension.Length % 4 == 0
        && Extension.Length / 4 <= ushort.MaxValue
        && (ExtensionProfile is not null || Extension.IsEmpty);
}
