using Ringback.ProbeWorker.Probes.Net.Sip;
using static Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip.CalledPeer;
using static Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip.LoopbackSipPeer;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip;

/// <summary>Challenges to what a call sends (RFC 3261 §22).</summary>
public class SipCallCredentialsTests
{
    private const string Challenge =
        "Proxy-Authenticate: Digest realm=\"lab.test\", nonce=\"n1\", algorithm=MD5, qop=\"auth\"\r\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_challenge_is_answered_once_and_the_evidence_keeps_no_credentials()
    {
        await using var peer = Called(
            (p, invite) =>
                Header(invite, "Proxy-Authorization").Length == 0
                    ? [Response(invite, "407 Proxy Authentication Required", Challenge)]
                    : [p.Answered(invite)]
        );
        var run = SipRuns.Run();
        await using var agent = new SipUserAgent(run, peer.EndPoint);
        await using var call = Invite(agent, peer, new SipCredentials("alice", "secret1", "lab.test"));

        var final = await call.Final.WaitAsync(Cancel);

        Assert.Equal(200, final.Response.Status);
        var (first, second) = (await peer.NextAsync("INVITE"), await peer.NextAsync("INVITE"));
        Assert.Equal(("1 INVITE", "2 INVITE"), (Header(first, "CSeq"), Header(second, "CSeq")));
        Assert.Equal(Header(first, "Call-ID"), Header(second, "Call-ID"));
        Assert.Equal(Header(first, "From"), Header(second, "From"));
        Assert.NotEqual(Header(first, "Via"), Header(second, "Via"));
        var response = Header(second, "Proxy-Authorization").Split("response=\"")[1][..32];
        Assert.Equal(Header(second, "Proxy-Authorization"), Header(await peer.NextAsync("ACK"), "Proxy-Authorization"));
        var evidence = run.Evidence.ToString();
        Assert.Contains("Proxy-Authorization: Digest realm=\"lab.test\" (removed)", evidence);
        Assert.DoesNotContain(response, evidence);
        Assert.DoesNotContain("secret1", evidence);
    }

    [Fact]
    public async Task A_challenge_to_the_BYE_is_answered_too()
    {
        await using var peer = new LoopbackSipPeer(
            (message, _) =>
                message.StartsWith("INVITE", StringComparison.Ordinal)
                    ? [Response(message, "200 OK", "Contact: <sip:a@b>\r\n")]
                : !message.StartsWith("BYE", StringComparison.Ordinal) ? []
                : Header(message, "Proxy-Authorization").Length > 0 ? [Response(message, "200 OK")]
                : [Response(message, "407 Proxy Authentication Required", Challenge)]
        );
        await using var agent = new SipUserAgent(SipRuns.Run(), peer.EndPoint);
        await using var call = Invite(agent, peer, new SipCredentials("alice", "secret1", "lab.test"));
        await call.Final.WaitAsync(Cancel);

        var bye = await call.ByeAsync(Cancel);

        Assert.Equal(200, bye?.Response.Status);
        Assert.Equal("2 BYE", Header(await peer.NextAsync("BYE"), "CSeq"));
        Assert.Equal("3 BYE", Header(await peer.NextAsync("BYE"), "CSeq"));
    }

    [Fact]
    public async Task Credentials_that_are_refused_are_not_tried_again()
    {
        await using var peer = Called(
            (_, invite) => [Response(invite, "407 Proxy Authentication Required", Challenge)]
        );
        await using var agent = new SipUserAgent(SipRuns.Run(), peer.EndPoint);
        await using var call = Invite(agent, peer, new SipCredentials("alice", "wrong", "lab.test"));

        Assert.Equal(407, (await call.Final.WaitAsync(Cancel)).Response.Status);
        await peer.NextAsync("INVITE");
        await peer.NextAsync("INVITE");
        await peer.NextAsync("ACK");
        Assert.DoesNotContain(peer.Rest(), m => m.StartsWith("INVITE", StringComparison.Ordinal));
    }
}
