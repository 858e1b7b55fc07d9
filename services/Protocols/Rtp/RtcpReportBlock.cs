using System.Buffers.Binary;

namespace Ringback.Protocols.Rtp;

/// <summary>What a receiver says of one source (RFC 3550 §6.4.1).</summary>
/// <param name="Ssrc">The source it speaks of.</param>
/// <param name="FractionLost">Since its last report, in 1/256.</param>
/// <param name="CumulativeLost">Signed, 24 bits: duplicates make it negative.</param>
/// <param name="HighestSequence">Extended: cycles in the upper 16 bits.</param>
/// <param name="Jitter">Interarrival jitter in timestamp units.</param>
/// <param name="LastSenderReport">Middle 32 bits of the NTP time of the last sender report it got; 0 for none.</param>
/// <param name="DelaySinceLastSenderReport">In 1/65536 s.</param>
public readonly record struct RtcpReportBlock(
    uint Ssrc,
    byte FractionLost,
    int CumulativeLost,
    uint HighestSequence,
    uint Jitter,
    uint LastSenderReport,
    uint DelaySinceLastSenderReport
)
{
    /// <summary>In bytes.</summary>
    public const int Size = 24;

    private const int MaxLost = 0x7fffff;
    private const int MinLost = -0x800000;

    /// <summary>Round trip of the sender report that this block answers.</summary>
    /// <param name="arrivedAt">When the block came, as <see cref="RtcpSenderInfo.ShortNtpTime"/> by the clock of that report.</param>
    /// <returns>Null where it answers none, or the figures give a negative time.</returns>
    public TimeSpan? RoundTrip(uint arrivedAt)
    {
        if (LastSenderReport == 0)
            return null;

        var units = unchecked((int)(arrivedAt - LastSenderReport - DelaySinceLastSenderReport));
        return units < 0 ? null : TimeSpan.FromTicks(units * TimeSpan.TicksPerSecond / 65_536);
    }

    internal static RtcpReportBlock Read(ReadOnlySpan<byte> block)
    {
        var lost = BinaryPrimitives.ReadInt32BigEndian(block[4..]);
        return new RtcpReportBlock(
            BinaryPrimitives.ReadUInt32BigEndian(block),
            block[4],
            (lost << 8) >> 8,
            BinaryPrimitives.ReadUInt32BigEndian(block[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(block[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(block[16..]),
            BinaryPrimitives.ReadUInt32BigEndian(block[20..])
        );
    }

    /// <summary>A loss that its 24 bits cannot hold is written as the nearest that they can (RFC 3550 A.3).</summary>
    internal void Write(Span<byte> block)
    {
        BinaryPrimitives.WriteUInt32BigEndian(block, Ssrc);
        BinaryPrimitives.WriteInt32BigEndian(
            block[4..],
            (FractionLost << 24) | (Math.Clamp(CumulativeLost, MinLost, MaxLost) & 0xffffff)
        );
        BinaryPrimitives.WriteUInt32BigEndian(block[8..], HighestSequence);
        BinaryPrimitives.WriteUInt32BigEndian(block[12..], Jitter);
        BinaryPrimitives.WriteUInt32BigEndian(block[16..], LastSenderReport);
        BinaryPrimitives.WriteUInt32BigEndian(block[20..], DelaySinceLastSenderReport);
    }
}
