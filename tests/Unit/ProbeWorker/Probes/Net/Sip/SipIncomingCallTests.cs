using Microsoft.Extensions.Time.Testing;
using Ringback.ProbeWorker.Probes;
using static Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip.CallingPeer;
using static Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip.LoopbackSipPeer;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip;

public class SipIncomingCallTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_that_is_waited_for_is_taken_acknowledged_and_ended_by_the_caller()
    {
        await using var peer = CallingPeer.Create();
        await using var agent = await AgentAsync(peer);
        var waiting = agent.NextCallAsync(invite => invite.From?.Uri.User == "caller", Cancel);

        await peer.SendAsync(Invite(1));
        await using var call = await waiting;
        call.Ring();
        call.Answer(SipRuns.Session);
        var trying = await peer.NextAsync("SIP/2.0 100");
        var ringing = await peer.NextAsync("SIP/2.0 180");
        var answer = await peer.NextAsync("SIP/2.0 200 OK");
        await peer.SendAsync(CallingPeer.InDialog(answer, "ACK", 1));
        var ack = await call.Acknowledged.WaitAsync(Cancel);
        await peer.SendAsync(CallingPeer.InDialog(answer, "BYE", 2));

        Assert.DoesNotContain("tag=", Header(trying, "To"));
        Assert.Equal(Header(ringing, "To"), Header(answer, "To"));
        Assert.StartsWith("<sip:ringback@127.0.0.1:", Header(answer, "Contact"));
        Assert.Contains("m=audio 4000 RTP/AVP 8", answer);
        Assert.Equal(16000, call.Offer?.Media[0].Port);
        Assert.Equal("1 ACK", ack.CSeq?.ToString());
        Assert.True((await call.HungUp.WaitAsync(Cancel)).SinceInvite > TimeSpan.Zero);
        Assert.StartsWith("SIP/2.0 200", await peer.NextAsync("SIP/2.0 200"));
        Assert.Null(await call.ByeAsync(Cancel));
    }

    [Fact]
    public async Task An_answer_is_repeated_until_it_is_acknowledged_and_then_no_more()
    {
        await using var peer = CallingPeer.Create();
        var time = new FakeTimeProvider();
        await using var agent = await AgentAsync(peer, time);
        var waiting = agent.NextCallAsync(_ => true, Cancel);
        await peer.SendAsync(Invite(1));
        var call = await waiting;
        call.Answer(SipRuns.Session);
        var answer = await peer.NextAsync("SIP/2.0 200");

        time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(answer, await peer.NextAsync("SIP/2.0 200"));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(answer, await peer.NextAsync("SIP/2.0 200"));
        await peer.SendAsync(CallingPeer.InDialog(answer, "ACK", 1));
        await call.Acknowledged.WaitAsync(Cancel);
        peer.Rest();
        time.Advance(TimeSpan.FromSeconds(20));

        Assert.Empty(peer.Rest());
    }

    [Fact]
    public async Task An_answer_that_is_never_acknowledged_ends_the_call()
    {
        await using var peer = CallingPeer.Create();
        var time = new FakeTimeProvider();
        await using var agent = await AgentAsync(peer, time);
        var waiting = agent.NextCallAsync(_ => true, Cancel);
        await peer.SendAsync(Invite(1));
        var call = await waiting;
        call.Answer(SipRuns.Session);

        await time.AdvanceUntilAsync(call.Acknowledged);

        var judged = await Assert.ThrowsAsync<JudgedException>(() => call.Acknowledged);
        Assert.Contains("acknowledged", judged.Judgement.Detail);
        Assert.Equal("1 BYE", Header(await peer.NextAsync("BYE"), "CSeq"));
    }

    [Fact]
    public async Task A_call_that_is_taken_back_is_terminated()
    {
        await using var peer = CallingPeer.Create();
        await using var agent = await AgentAsync(peer);
        var waiting = agent.NextCallAsync(_ => true, Cancel);
        var invite = Invite(1);
        await peer.SendAsync(invite);
        var call = await waiting;
        call.Ring();

        await peer.SendAsync(invite.Replace("INVITE sip", "CANCEL sip").Replace("1 INVITE", "1 CANCEL"));
        var terminated = await peer.NextAsync("SIP/2.0 487");

        await Assert.ThrowsAsync<JudgedException>(() => call.Acknowledged.WaitAsync(Cancel));
        Assert.Equal("1 INVITE", Header(terminated, "CSeq"));
    }

    [Fact]
    public async Task Who_calls_while_nobody_waits_for_him_is_told_that_we_are_busy()
    {
        await using var peer = CallingPeer.Create();
        await using var agent = await AgentAsync(peer);
        var waiting = agent.NextCallAsync(invite => invite.From?.Uri.User == "somebody", Cancel);

        await peer.SendAsync(Invite(1));
        await peer.NextAsync("SIP/2.0 486");

        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task A_call_that_is_left_open_is_ended_by_disposal_and_one_that_still_rings_refused()
    {
        await using var peer = CallingPeer.Create();
        var agent = await AgentAsync(peer);
        var (first, second) = (agent.NextCallAsync(_ => true, Cancel), agent.NextCallAsync(_ => true, Cancel));
        await peer.SendAsync(Invite(1));
        await peer.SendAsync(Invite(2));
        (await first).Answer(SipRuns.Session);
        await second;

        await agent.DisposeAsync();

        await peer.NextAsync("BYE");
        await peer.NextAsync("SIP/2.0 480");
    }

    [Fact]
    public async Task An_extension_that_is_not_known_is_refused()
    {
        await using var peer = CallingPeer.Create();
        await using var agent = await AgentAsync(peer);
        _ = agent.NextCallAsync(_ => true, Cancel);

        await peer.SendAsync(Invite(1).Replace("Max-Forwards", "Require: 100rel, foo\r\nMax-Forwards"));

        Assert.Equal("foo", Header(await peer.NextAsync("SIP/2.0 420"), "Unsupported"));
    }
}
