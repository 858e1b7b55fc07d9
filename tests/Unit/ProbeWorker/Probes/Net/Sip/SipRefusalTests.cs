using static Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip.LoopbackSipPeer;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip;

/// <summary>A phone and requests that it cannot read (RFC 3261 §8.2): their sender is told, and nobody else.</summary>
public sealed class SipRefusalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_of_another_version_or_with_a_broken_header_is_answered_and_the_phone_stays_usable()
    {
        await using var peer = CallingPeer.Create();
        await using var agent = await CallingPeer.AgentAsync(peer);
        var waiting = agent.NextCallAsync(_ => true, Cancel);

        await peer.SendAsync(CallingPeer.Invite(1).Replace("127.0.0.1 SIP/2.0", "127.0.0.1 SIP/3.0"));
        var version = await peer.NextAsync("SIP/2.0");
        await peer.SendAsync(CallingPeer.Invite(2).Replace("CSeq: 1 ", "CSeq: 99999999999 "));
        var number = await peer.NextAsync("SIP/2.0");
        await peer.SendAsync(CallingPeer.Invite(3));
        await using var call = await waiting.WaitAsync(Cancel);

        Assert.StartsWith("SIP/2.0 505 Version Not Supported\r\n", version);
        Assert.StartsWith("SIP/2.0 400 Bad Request: HeaderValue CSeq\r\n", number);
        Assert.Equal("SIP/2.0/UDP peer;branch=z9hG4bKcall2", Header(number, "Via"));
        Assert.Equal("99999999999 INVITE", Header(number, "CSeq"));
        Assert.StartsWith("<sip:alice@peer>;tag=", Header(number, "To"));
        Assert.Equal("call3", call.Invite.CallId);
        Assert.Equal(2, agent.Ignored);
    }

    [Fact]
    public async Task In_a_call_too_and_the_call_goes_on()
    {
        await using var peer = CallingPeer.Create();
        await using var agent = await CallingPeer.AgentAsync(peer);
        var waiting = agent.NextCallAsync(_ => true, Cancel);
        await peer.SendAsync(CallingPeer.Invite(1));
        await using var call = await waiting.WaitAsync(Cancel);
        call.Answer(SipRuns.Session);
        var answer = await peer.NextAsync("SIP/2.0 200");
        await peer.SendAsync(CallingPeer.InDialog(answer, "ACK", 1));
        await call.Acknowledged.WaitAsync(Cancel);

        await peer.SendAsync(CallingPeer.InDialog(answer, "BYE", 2).Replace("Content-Length: 0", "Content-Length: -1"));
        await peer.NextAsync("SIP/2.0 400 Bad Request: ContentLength");
        Assert.False(call.HungUp.IsCompleted);

        await peer.SendAsync(CallingPeer.InDialog(answer, "BYE", 3));
        await peer.NextAsync("SIP/2.0 200");
        await call.HungUp.WaitAsync(Cancel);
    }

    [Theory]
    [InlineData("no SIP at all")]
    [InlineData("")]
    [InlineData("\r\n\r\n\r\n")]
    [InlineData("ACK sip:a SIP/2.0\r\nVia: SIP/2.0/UDP a\r\nCSeq: x ACK\r\n\r\n")]
    [InlineData("ACK sip:a SIP/9.0\r\nVia: SIP/2.0/UDP a\r\nCSeq: 1 ACK\r\n\r\n")]
    [InlineData("SIP/2.0 999 Response\r\nVia: SIP/2.0/UDP a\r\nCSeq: 1 INVITE\r\n\r\n")]
    [InlineData("SIP/3.0 200 Response\r\nVia: SIP/2.0/UDP a\r\nCSeq: 1 INVITE\r\n\r\n")]
    [InlineData("INVITE sip:a SIP/2.0\r\nCSeq: x INVITE\r\nFrom: <sip:a>\r\nTo: <sip:b>\r\n\r\n")]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nCSeq: 1 OPTIONS\r\nFrom: <sip:a>;tag=a\r\nTo: <sip:b>\r\nCall-ID: a\r\n\r\n")]
    public async Task What_asks_for_no_answer_or_has_no_Via_gets_none(string datagram)
    {
        await using var peer = CallingPeer.Create();
        await using var agent = await CallingPeer.AgentAsync(peer);

        await peer.SendAsync(datagram);
        await peer.SendAsync(Options(1));

        await peer.NextAsync("SIP/2.0 200");
        Assert.Empty(peer.Rest());
    }

    [Fact]
    public async Task Who_goes_on_sending_what_cannot_be_read_is_told_so_often_and_then_no_more()
    {
        await using var peer = CallingPeer.Create();
        await using var agent = await CallingPeer.AgentAsync(peer);

        for (var number = 1; number <= 40; number++)
        {
            await peer.SendAsync(CallingPeer.Invite(number).Replace("sip:alice@127.0.0.1 ", "<sip:alice> "));
            if (number <= 32)
                await peer.NextAsync("SIP/2.0 400 Bad Request: RequestUri");
        }

        await peer.SendAsync(Options(1));

        await peer.NextAsync("SIP/2.0 200");
        Assert.Empty(peer.Rest());
        Assert.Equal(40, agent.Ignored);
    }

    private static string Options(int number) =>
        $"OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/UDP peer;branch=z9hG4bKoptions{number}\r\nMax-Forwards: 70\r\n"
        + $"From: <sip:a>;tag=a\r\nTo: <sip:b>\r\nCall-ID: a\r\nCSeq: {number} OPTIONS\r\nContent-Length: 0\r\n\r\n";
}
