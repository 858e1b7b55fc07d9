using Ringback.ProbeWorker.Probes.Net.Sip;
using Ringback.Protocols.Sip;
using static Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip.LoopbackSipPeer;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip;

/// <summary>A server that we call.</summary>
internal static class CalledPeer
{
    /// <param name="onInvite">What it says to an INVITE; a BYE is taken.</param>
    public static LoopbackSipPeer Called(Func<LoopbackSipPeer, string, IEnumerable<string>> onInvite)
    {
        LoopbackSipPeer? peer = null;
        peer = new LoopbackSipPeer(
            (message, _) =>
                message.StartsWith("INVITE", StringComparison.Ordinal) ? onInvite(peer!, message)
                : message.StartsWith("BYE", StringComparison.Ordinal) ? [Response(message, "200 OK")]
                : []
        );
        return peer;
    }

    public static SipCall Invite(SipUserAgent agent, LoopbackSipPeer peer, SipCredentials? credentials = null) =>
        agent.Invite(
            SipUri.Create("echo", peer.EndPoint.Address.ToString(), peer.EndPoint.Port),
            SipRuns.Session,
            credentials
        );
}
