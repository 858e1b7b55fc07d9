using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.Tests.BadPath;

/// <summary>The truth about one datagram that a relay sent on.</summary>
/// <param name="Number">Which of those that came, from 0.</param>
/// <param name="Sequence">Bytes 2 and 3, where RTP has its sequence number; 0 for one that is shorter.</param>
/// <param name="IsCopy">Whether it is the second copy.</param>
/// <param name="ArrivedAt">By the kernel's stamp.</param>
/// <param name="SentAt">Read just before it left.</param>
internal readonly record struct ForwardedDatagram(
    int Number,
    ushort Sequence,
    bool IsCopy,
    RealtimeStamp ArrivedAt,
    RealtimeStamp SentAt
)
{
    public TimeSpan Delay => SentAt - ArrivedAt;
}
