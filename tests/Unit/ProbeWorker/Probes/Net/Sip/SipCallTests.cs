using Microsoft.Extensions.Time.Testing;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net.Sip;
using Ringback.Protocols.Sdp;
using Ringback.Protocols.Sip;
using static Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip.CalledPeer;
using static Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip.LoopbackSipPeer;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip;

public class SipCallTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_is_answered_acknowledged_and_ended()
    {
        await using var peer = Called(
            (p, invite) => [Response(invite, "100 Trying"), Response(invite, "180 Ringing"), p.Answered(invite)]
        );
        var run = SipRuns.Run();
        await using var agent = new SipUserAgent(run, peer.EndPoint);
        await using var call = Invite(agent, peer);

        var final = await call.Final.WaitAsync(Cancel);
        var bye = await call.ByeAsync(Cancel);

        Assert.Equal((200, 200), (final.Response.Status, bye?.Response.Status));
        Assert.Equal(16000, SdpStream.Match(SipRuns.Session, call.Answer!)[0].Stream?.Port);
        Assert.True(call.PostDialDelay > TimeSpan.Zero && call.PostDialDelay <= call.SetupTime);
        var (invite, ack) = (await peer.NextAsync("INVITE"), await peer.NextAsync("ACK"));
        Assert.StartsWith($"ACK sip:echo@{peer.EndPoint} SIP/2.0", ack);
        Assert.Equal(("1 ACK", Header(invite, "Call-ID")), (Header(ack, "CSeq"), Header(ack, "Call-ID")));
        Assert.NotEqual(Header(invite, "Via"), Header(ack, "Via"));
        Assert.EndsWith(";tag=peer", Header(ack, "To"));
        Assert.Equal("2 BYE", Header(await peer.NextAsync("BYE"), "CSeq"));
        Assert.Contains("m=audio 4000 RTP/AVP 8", invite);
    }

    [Fact]
    public async Task An_answer_that_comes_again_is_acknowledged_again()
    {
        await using var peer = Called((p, invite) => [p.Answered(invite), p.Answered(invite), p.Answered(invite)]);
        await using var agent = new SipUserAgent(SipRuns.Run(), peer.EndPoint);
        await using var call = Invite(agent, peer);

        var first = await peer.NextAsync("ACK");

        Assert.Equal(first, await peer.NextAsync("ACK"));
        Assert.Equal(first, await peer.NextAsync("ACK"));
    }

    [Theory]
    [InlineData("486 Busy Here")]
    [InlineData("603 Decline")]
    public async Task A_refusal_is_acknowledged_and_told(string status)
    {
        await using var peer = Called((_, invite) => [Response(invite, status)]);
        await using var agent = new SipUserAgent(SipRuns.Run(), peer.EndPoint);
        await using var call = Invite(agent, peer);

        var final = await call.Final.WaitAsync(Cancel);

        Assert.Equal(status, $"{final.Response.Status} {final.Response.Reason}");
        var (invite, ack) = (await peer.NextAsync("INVITE"), await peer.NextAsync("ACK"));
        Assert.Equal(Header(invite, "Via"), Header(ack, "Via"));
        Assert.Null(await call.ByeAsync(Cancel));
    }

    [Theory]
    [InlineData(1301)]
    [InlineData(1302)]
    [InlineData(1800)]
    [InlineData(2600)]
    public async Task An_INVITE_is_filled_up_to_its_size(int size)
    {
        await using var peer = Called((p, invite) => [p.Answered(invite)]);
        await using var agent = new SipUserAgent(SipRuns.Run(), peer.EndPoint);
        await using var call = agent.Invite(
            SipUri.Create("echo", "127.0.0.1", peer.EndPoint.Port),
            SipRuns.Session,
            null,
            size
        );

        await call.Final.WaitAsync(Cancel);

        var invite = await peer.NextAsync("INVITE");
        Assert.InRange(invite.Length, size, size + 13);
        Assert.All(invite.Split("\r\n"), line => Assert.InRange(line.Length, 0, 250));
    }

    [Fact]
    public async Task A_call_that_rings_can_be_taken_back()
    {
        var invite = "";
        await using var peer = new LoopbackSipPeer(
            (message, _) =>
            {
                if (message.StartsWith("INVITE", StringComparison.Ordinal))
                    return [Response(invite = message, "180 Ringing")];

                return message.StartsWith("CANCEL", StringComparison.Ordinal)
                    ? [Response(message, "200 OK"), Response(invite, "487 Request Terminated")]
                    : [];
            }
        );
        await using var agent = new SipUserAgent(SipRuns.Run(), peer.EndPoint);
        await using var call = Invite(agent, peer);
        await peer.NextAsync("INVITE");

        var final = await call.CancelAsync(Cancel);

        Assert.Equal(487, final.Response.Status);
        var cancel = await peer.NextAsync("CANCEL");
        Assert.Equal((Header(invite, "Via"), "1 CANCEL"), (Header(cancel, "Via"), Header(cancel, "CSeq")));
        await peer.NextAsync("ACK");
    }

    [Fact]
    public async Task An_answer_after_we_gave_up_is_acknowledged_and_ended()
    {
        await using var peer = new LoopbackSipPeer(
            (message, _) => message.StartsWith("BYE", StringComparison.Ordinal) ? [Response(message, "200 OK")] : []
        );
        var time = new FakeTimeProvider();
        var agent = new SipUserAgent(SipRuns.Run(time), peer.EndPoint);
        Invite(agent, peer);
        var invite = await peer.NextAsync("INVITE");

        await agent.DisposeAsync();
        await peer.SendAsync(peer.Answered(invite));

        await peer.NextAsync("ACK");
        await peer.NextAsync("BYE");
        await time.AdvanceUntilAsync(agent.Closed);
        Assert.Empty(peer.Rest());
    }

    [Fact]
    public async Task A_call_that_nobody_answers_is_let_go_after_64_T1_and_never_sent_again()
    {
        await using var peer = new LoopbackSipPeer((_, _) => []);
        var time = new FakeTimeProvider();
        var agent = new SipUserAgent(SipRuns.Run(time), peer.EndPoint);
        Invite(agent, peer);
        await peer.NextAsync("INVITE");
        var before = time.GetUtcNow();

        await agent.DisposeAsync();
        await time.AdvanceUntilAsync(agent.Closed);

        Assert.InRange((time.GetUtcNow() - before).TotalSeconds, 32, 600);
        Assert.Empty(peer.Rest());
    }

    [Fact]
    public async Task A_call_left_open_is_ended_by_disposal()
    {
        await using var peer = Called((p, invite) => [p.Answered(invite)]);
        await using (var agent = new SipUserAgent(SipRuns.Run(), peer.EndPoint))
        {
            await using var call = Invite(agent, peer);
            await call.Final.WaitAsync(Cancel);
        }

        Assert.Equal("2 BYE", Header(await peer.NextAsync("BYE"), "CSeq"));
    }

    [Fact]
    public async Task What_the_peer_asks_within_a_call_is_answered_and_a_repetition_gets_the_same_answer()
    {
        await using var peer = Called((p, invite) => [p.Answered(invite)]);
        await using var agent = new SipUserAgent(SipRuns.Run(), peer.EndPoint);
        await using var call = Invite(agent, peer);
        await call.Final.WaitAsync(Cancel);
        var invite = await peer.NextAsync("INVITE");

        var options = await AskAsync(peer, InDialog(invite, "OPTIONS", 10));
        var reinvite = await AskAsync(peer, InDialog(invite, "INVITE", 11));
        var late = await AskAsync(peer, InDialog(invite, "INFO", 9));
        var stranger = await AskAsync(peer, InDialog(invite, "BYE", 12).Replace("tag=peer", "tag=stranger"));
        Assert.False(call.HungUp.IsCompleted);
        var bye = await AskAsync(peer, InDialog(invite, "BYE", 13));
        var again = await AskAsync(peer, InDialog(invite, "BYE", 13));

        Assert.StartsWith("SIP/2.0 200 OK", options);
        Assert.StartsWith("SIP/2.0 200 OK", reinvite);
        Assert.Contains("m=audio 4000 RTP/AVP 8", reinvite);
        Assert.StartsWith("SIP/2.0 500", late);
        Assert.StartsWith("SIP/2.0 481", stranger);
        Assert.StartsWith("SIP/2.0 200 OK", bye);
        Assert.Equal(bye, again);
        Assert.True((await call.HungUp.WaitAsync(Cancel)).SinceInvite >= TimeSpan.Zero);
        Assert.Null(await call.ByeAsync(Cancel));
    }

    [Fact]
    public async Task An_answer_that_leads_nowhere_is_the_peers_fault()
    {
        await using var peer = Called((_, invite) => [Response(invite, "200 OK")]);
        await using var agent = new SipUserAgent(SipRuns.Run(), peer.EndPoint);
        await using var call = Invite(agent, peer);

        var judged = await Assert.ThrowsAsync<JudgedException>(() => call.Final.WaitAsync(Cancel));

        Assert.Contains("Contact", judged.Judgement.Detail);
    }

    [Fact]
    public async Task A_second_phone_that_answers_is_hung_up()
    {
        await using var peer = Called(
            (p, invite) => [p.Answered(invite), p.Answered(invite).Replace("tag=peer", "tag=fork")]
        );
        await using var agent = new SipUserAgent(SipRuns.Run(), peer.EndPoint);
        await using var call = Invite(agent, peer);

        Assert.EndsWith(";tag=fork", Header(await peer.NextAsync("BYE"), "To"));
        Assert.Equal(200, (await call.Final.WaitAsync(Cancel)).Response.Status);
    }

    private static async Task<string> AskAsync(LoopbackSipPeer peer, string request)
    {
        await peer.SendAsync(request);
        return await peer.NextAsync("SIP/2.0");
    }
}
