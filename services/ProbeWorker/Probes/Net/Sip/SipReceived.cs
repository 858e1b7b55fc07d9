using Ringback.Protocols.Sip;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>A response, and when it came.</summary>
/// <param name="ReceivedAt">The kernel's stamp.</param>
/// <param name="Rtt">From the first sending of the request to <paramref name="ReceivedAt"/>, retransmissions included.</param>
internal sealed record SipReceived(SipResponse Response, RealtimeStamp ReceivedAt, TimeSpan Rtt);
