using Ringback.Protocols.Rtp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>What we send in one call.</summary>
/// <param name="Codec">As agreed with the peer.</param>
/// <param name="PayloadType">The number the peer gave it.</param>
/// <param name="PacketTime">Audio in each packet.</param>
/// <param name="Count">Packets.</param>
/// <param name="Ssrc">Ours, random.</param>
/// <param name="FirstSequenceNumber">Random (RFC 3550 §5.1).</param>
/// <param name="FirstTimestamp">Random (RFC 3550 §5.1).</param>
internal sealed record MediaStream(
    AudioCodec Codec,
    byte PayloadType,
    TimeSpan PacketTime,
    int Count,
    uint Ssrc,
    ushort FirstSequenceNumber,
    uint FirstTimestamp
)
{
    /// <summary>Timestamp units, and for G.711 bytes, in each packet.</summary>
    public int Samples => (int)(Codec.ClockRate * PacketTime.Ticks / TimeSpan.TicksPerSecond);

    public int PayloadSize => (int)(Codec.BitRate / 8 * PacketTime.Ticks / TimeSpan.TicksPerSecond);

    public int PacketSize => RtpHeader.Size + PayloadSize;

    public RtpHeader HeaderOf(int index) =>
        new(
            Marker: index == 0,
            PayloadType,
            unchecked((ushort)(FirstSequenceNumber + index)),
            unchecked(FirstTimestamp + (uint)(index * Samples)),
            Ssrc
        );
}
