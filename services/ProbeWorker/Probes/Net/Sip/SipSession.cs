using System.Globalization;
using Ringback.Protocols.Sdp;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>What our end of a call says of its media, and which of them the peer holds (RFC 3264 §8).</summary>
/// <remarks>Used under the agent's lock, but for <see cref="IsHeld"/>.</remarks>
/// <param name="ours">All that we have agreed to, both ways.</param>
/// <param name="said">What was said last: our offer, or our answer.</param>
internal sealed class SipSession(SdpSession ours, SdpSession said)
{
    private readonly SdpSession _ours = ours;
    private SdpSession _current = ours;
    private volatile IReadOnlyList<string> _held = [];

    /// <summary>Whether media of that kind may not be sent now, or would not be sent back: the peer has put it on hold, or taken it out.</summary>
    public bool IsHeld(string kind) => _held.Contains(kind);

    /// <inheritdoc cref="SipSessions.Fits"/>
    public bool Fits(SdpSession? offer) => SipSessions.Fits(_ours, offer);

    /// <summary>Our side of what is offered in the middle of the call.</summary>
    /// <param name="offer">Null where the peer offers nothing, so that ours is the offer.</param>
    public SdpSession Answer(SdpSession? offer)
    {
        _current = SipSessions.Turned(_ours, offer);
        if (offer is not null)
            Hear(offer);

        return Again();
    }

    /// <summary>The peer's answer to what we offered, or its offer: from now on it holds.</summary>
    public void Hear(SdpSession theirs)
    {
        if (theirs.Media.Count == _ours.Media.Count)
            _held =
            [
                .. _ours
                    .Media.Zip(theirs.Media)
                    .Where(pair => pair.Second.IsRefused || !SipSessions.GoesBothWays(theirs, pair.Second))
                    .Select(pair => pair.First.Kind),
            ];
    }

    /// <summary>The session as it stands: its version is another one where that is not what was said before (§8).</summary>
    public SdpSession Again()
    {
        var next = _current with { SessionVersion = said.SessionVersion };
        if (next.ToString() != said.ToString())
            said = next with { SessionVersion = Next(said.SessionVersion) };

        return said;
    }

    /// <summary>Ours are 63 random bits, so that there is always one more.</summary>
    private static string Next(string version) =>
        (ulong.Parse(version, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
}
