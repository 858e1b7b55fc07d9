using Ringback.ProbeWorker.Probes.Rtp.Reports;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>Writes a stream packet by packet, and is silent while the peer holds the call (RFC 3264 §8.4).</summary>
/// <remarks>
/// Its time goes on, its sequence does not: what is not sent is then lost to nobody, and what follows is at its place in time
/// (RFC 3550 §5.1). Called on the pacing thread.
/// </remarks>
/// <param name="isHeld">Whether it may not be sent just now.</param>
internal sealed class TalkingStream(MediaStream stream, RtcpExchange reports, Func<bool> isHeld)
{
    private readonly byte[] _payload = new byte[stream.LargestPacket];
    private int _withheld;
    private bool _isSilent;

    /// <returns>Bytes written; 0 for a packet that is withheld.</returns>
    public int Write(int index, Span<byte> packet)
    {
        // A picture is sent from its beginning on, or not at all.
        var wasSilent = _isSilent;
        _isSilent = isHeld() || (wasSilent && !stream.BeginsFrame(index));
        if (_isSilent)
        {
            _withheld++;
            return 0;
        }

        var (size, octets) = stream.Write(index, new(_withheld, IsFirstAfter: wasSilent), _payload, packet);
        reports.Sending(index, octets);
        return size;
    }
}
