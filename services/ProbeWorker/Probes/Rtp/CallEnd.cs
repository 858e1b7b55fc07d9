using System.Net;
using Ringback.ProbeWorker.Probes.Net.Sip;
using Ringback.Protocols.Sdp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>One end of a call that is ours: who signals, and a pair of sockets for each medium.</summary>
internal sealed class CallEnd(SipUserAgent agent, IReadOnlyList<MediaEnd> media) : IDisposable
{
    public SipUserAgent Agent { get; } = agent;

    /// <summary>In the order in which it is offered.</summary>
    public IReadOnlyList<MediaEnd> Media { get; } = media;

    /// <summary>What it asks for where it calls, and would where it is called.</summary>
    public SdpSession Offer { get; } = MediaOffer.Create(media);

    /// <summary>The same in all streams, so that the peer knows that they belong together.</summary>
    public string CanonicalName { get; } = MediaStream.NewCanonicalName();

    public void Dispose()
    {
        foreach (var each in Media)
            each.Sockets.Dispose();
    }
}

/// <summary>One medium at one end of ours.</summary>
internal sealed record MediaEnd(CallMedium Medium, MediaSockets Sockets)
{
    public IPEndPoint Local => Sockets.Media.LocalEndPoint;
}
