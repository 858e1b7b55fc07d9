using System.Net;
using Ringback.Protocols.Sdp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>One medium at one end of ours, when both sides have spoken: where it goes, or why it goes nowhere.</summary>
internal sealed record MediaLine(MediaEnd End)
{
    /// <summary>Null where it goes nowhere.</summary>
    public Judgement? Fault { get; init; }

    /// <summary>What was agreed; there where there is no fault.</summary>
    public SdpNegotiatedStream? Stream { get; init; }

    /// <summary>Where it is sent, from when its sockets are connected.</summary>
    public IPEndPoint? Remote { get; init; }
}

/// <summary>The way of one medium through a call: from our end to the peer, or from one end of ours to the other.</summary>
/// <param name="Lines">Our end's that calls, and our end's that is called where there is one.</param>
internal sealed record MediaPath(IReadOnlyList<MediaLine> Lines)
{
    public CallMedium Medium => Lines[0].End.Medium;

    /// <summary>Null where media can go both ways.</summary>
    public Judgement? Fault => Lines.Select(line => line.Fault).FirstOrDefault(fault => fault is not null);
}
