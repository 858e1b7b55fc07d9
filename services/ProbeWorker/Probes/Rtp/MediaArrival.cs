using Ringback.ProbeWorker.Probes.Net;
using Ringback.Protocols.Rtp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>One RTP packet that came.</summary>
/// <param name="ReceivedAt">The kernel's stamp; null taints the sample.</param>
/// <param name="EchoOf">Which packet of ours its audio is; null for audio that is not ours.</param>
/// <param name="Size">Of the datagram, in bytes.</param>
internal readonly record struct MediaArrival(RealtimeStamp? ReceivedAt, RtpHeader Header, int? EchoOf, int Size);
