using System.Buffers.Binary;

namespace Ringback.Protocols.Rtp;

/// <summary>Extended reports (RFC 3611): what of them says how a voice was heard.</summary>
public static class RtcpExtendedReport
{
    private const int SourceSize = 4;
    private const int BlockHeaderSize = 4;
    private const byte VoipMetrics = 7;

    /// <summary>Finds what a packet says of one source's voice (§4.7).</summary>
    /// <returns>False where it says nothing of it, or is malformed before it does.</returns>
    public static bool TryFind(RtcpPacket packet, uint ssrc, out RtcpVoipMetrics metrics)
    {
        metrics = default;
        if (packet.Type != RtcpType.ExtendedReport || packet.Body.Length < SourceSize)
            return false;

        var rest = packet.Body[SourceSize..];
        while (rest.Length >= BlockHeaderSize)
        {
            var (type, size) = (rest[0], 4 * BinaryPrimitives.ReadUInt16BigEndian(rest[2..]));
            rest = rest[BlockHeaderSize..];
            if (rest.Length < size)
                return false;

            var block = rest[..size];
            rest = rest[size..];
            if (
                type != VoipMetrics
                || size != RtcpVoipMetrics.Size
                || BinaryPrimitives.ReadUInt32BigEndian(block) != ssrc
            )
                continue;

            metrics = RtcpVoipMetrics.Read(block);
            return true;
        }

        return false;
    }
}
