using Ringback.ProbeWorker.Probes.Net.Sip;
using Ringback.Protocols.Sip;
using static Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip.LoopbackSipPeer;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip;

/// <summary>A server through which somebody calls us: it answers OPTIONS and BYE, and says what it is told to.</summary>
internal static class CallingPeer
{
    private const string Offer =
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 16000 RTP/AVP 8\r\n";

    public static LoopbackSipPeer Create() =>
        new(
            (message, _) =>
                message.StartsWith("OPTIONS", StringComparison.Ordinal)
                || message.StartsWith("BYE", StringComparison.Ordinal)
                    ? [Response(message, "200 OK")]
                    : []
        );

    /// <summary>An agent that the peer has heard of.</summary>
    public static async Task<SipUserAgent> AgentAsync(LoopbackSipPeer peer, TimeProvider? time = null)
    {
        var agent = new SipUserAgent(SipRuns.Run(time), peer.EndPoint);
        await agent.RequestAsync(
            SipOutbound.Options(SipUri.Create(null, "127.0.0.1"), agent.Origin),
            TestContext.Current.CancellationToken
        );
        await peer.NextAsync("OPTIONS");
        return agent;
    }

    public static string Invite(int number) =>
        $"INVITE sip:alice@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP peer;branch=z9hG4bKcall{number}\r\n"
        + $"Max-Forwards: 70\r\nFrom: <sip:caller@peer>;tag=c{number}\r\nTo: <sip:alice@peer>\r\n"
        + $"Call-ID: call{number}\r\nCSeq: 1 INVITE\r\nContact: <sip:caller@127.0.0.1>\r\n"
        + $"Content-Type: application/sdp\r\nContent-Length: {Offer.Length}\r\n\r\n{Offer}";

    /// <summary>A request of the caller in the dialog that our answer made.</summary>
    public static string InDialog(string answer, string method, int cseq) =>
        $"{method} sip:ringback@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP peer;branch=z9hG4bK{method}{cseq}\r\n"
        + $"Max-Forwards: 70\r\nFrom: {Header(answer, "From")}\r\nTo: {Header(answer, "To")}\r\n"
        + $"Call-ID: {Header(answer, "Call-ID")}\r\nCSeq: {cseq} {method}\r\nContent-Length: 0\r\n\r\n";
}
