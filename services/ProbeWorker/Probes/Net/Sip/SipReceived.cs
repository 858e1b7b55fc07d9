using Ringback.Protocols.Sip;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>A response, and when it came.</summary>
/// <param name="ReceivedAt">The kernel's stamp of the datagram, or of the packet in which the message ended.</param>
/// <param name="Rtt">From the first sending of the request to <paramref name="ReceivedAt"/>, retransmissions included.</param>
/// <param name="SendError">From the stamp of that first sending to its return from the kernel: it left in between.</param>
internal sealed record SipReceived(SipResponse Response, RealtimeStamp ReceivedAt, TimeSpan Rtt, TimeSpan SendError);
