using System.Buffers.Binary;

namespace Ringback.Protocols.Rtp;

/// <summary>A sender or receiver report (RFC 3550 §6.4.1, §6.4.2): a view.</summary>
public readonly ref struct RtcpReport
{
    private const int SourceSize = 4;

    private readonly ReadOnlySpan<byte> _blocks;

    private RtcpReport(uint ssrc, RtcpSenderInfo? sender, ReadOnlySpan<byte> blocks)
    {
        Ssrc = ssrc;
        Sender = sender;
        _blocks = blocks;
    }

    /// <summary>Who reports.</summary>
    public uint Ssrc { get; }

    /// <summary>What it sends; null in a receiver report.</summary>
    public RtcpSenderInfo? Sender { get; }

    /// <summary>How many sources it reports on, 0 to 31.</summary>
    public int BlockCount => _blocks.Length / RtcpReportBlock.Size;

    public RtcpReportBlock this[int index] => RtcpReportBlock.Read(_blocks[(index * RtcpReportBlock.Size)..]);

    /// <returns>False for another type, or a body shorter than its count says. What follows the blocks is skipped.</returns>
    public static bool TryParse(RtcpPacket packet, out RtcpReport report)
    {
        report = default;
        var isSender = packet.Type == RtcpType.SenderReport;
        if (!isSender && packet.Type != RtcpType.ReceiverReport)
            return false;

        var fixedSize = SourceSize + (isSender ? RtcpSenderInfo.Size : 0);
        var blocks = packet.Count * RtcpReportBlock.Size;
        if (packet.Body.Length < fixedSize + blocks)
            return false;

        report = new RtcpReport(
            BinaryPrimitives.ReadUInt32BigEndian(packet.Body),
            isSender ? RtcpSenderInfo.Read(packet.Body[SourceSize..]) : null,
            packet.Body.Slice(fixedSize, blocks)
        );
        return true;
    }

    /// <summary>Writes a sender report, or without <paramref name="sender"/> a receiver report.</summary>
    /// <returns>False where there is no room, or more than 31 blocks.</returns>
    public static bool TryWrite(
        Span<byte> destination,
        uint ssrc,
        RtcpSenderInfo? sender,
        ReadOnlySpan<RtcpReportBlock> blocks,
        out int written
    )
    {
        written = 0;
        var size =
            RtcpPacket.HeaderSize
            + SourceSize
            + (sender is null ? 0 : RtcpSenderInfo.Size)
            + (blocks.Length * RtcpReportBlock.Size);
        if (destination.Length < size || blocks.Length > RtcpPacket.MaxCount)
            return false;

        var type = sender is null ? RtcpType.ReceiverReport : RtcpType.SenderReport;
        RtcpPacket.WriteHeader(destination, type, blocks.Length, size);
        var rest = destination[RtcpPacket.HeaderSize..];
        BinaryPrimitives.WriteUInt32BigEndian(rest, ssrc);
        rest = rest[SourceSize..];
        if (sender is { } info)
        {
            info.Write(rest);
            rest = rest[RtcpSenderInfo.Size..];
        }

        foreach (var block in blocks)
        {
            block.Write(rest);
            rest = rest[RtcpReportBlock.Size..];
        }

        written = size;
        return true;
    }
}
