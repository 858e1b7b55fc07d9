using Ringback.Protocols.Dns;

namespace Ringback.ProbeWorker.Probes.Net.Dns;

/// <summary>What a resolver answered.</summary>
/// <param name="Size">Of the message, in bytes.</param>
/// <param name="Rtt">From the first sending to the answer: by kernel stamps over UDP.</param>
internal sealed record DnsReply(DnsMessage Message, int Size, TimeSpan Rtt)
{
    /// <summary>An answer over UDP that did not fit went before.</summary>
    public bool WasTruncated { get; init; }
}
