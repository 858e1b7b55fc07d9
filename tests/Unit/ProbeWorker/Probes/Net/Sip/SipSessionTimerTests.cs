using Microsoft.Extensions.Time.Testing;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net.Sip;
using Ringback.Protocols.Sip;
using static Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip.LoopbackSipPeer;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip;

/// <summary>Who keeps a call alive (RFC 4028).</summary>
public sealed class SipSessionTimerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Allow: INVITE, UPDATE\r\n", "UPDATE", true)]
    [InlineData("Allow: INVITE, BYE\r\n", "INVITE", true)]
    [InlineData("", "INVITE", true)]
    // A proxy with a timer, a far end without one: only the first answer speaks of it.
    [InlineData("Allow: INVITE, UPDATE\r\n", "UPDATE", false)]
    [InlineData("", "INVITE", false)]
    public async Task Where_it_is_our_part_the_session_is_refreshed_at_half_of_its_interval_again_and_again(
        string allow,
        string method,
        bool isSaidAgain
    )
    {
        const string Agreed = "Session-Expires: 180;refresher=uac\r\nRequire: timer\r\n";
        await using var peer = Peer(Agreed + allow, again: isSaidAgain ? Agreed + allow : "");
        var time = new FakeTimeProvider();
        await using var agent = new SipUserAgent(SipRuns.Run(time), peer.EndPoint);
        await using var call = agent.Invite(
            SipUri.Create("echo", "127.0.0.1", peer.EndPoint.Port),
            SipRuns.Session,
            null
        );
        await call.Final.WaitAsync(Cancel);
        await peer.NextAsync("INVITE");
        await peer.NextAsync("ACK");

        for (var kept = 1; kept <= 3; kept++)
        {
            time.Advance(TimeSpan.FromSeconds(89.9));
            Assert.Equal(kept - 1, call.Kept);
            time.Advance(TimeSpan.FromSeconds(0.2));
            var refresh = await peer.NextAsync(method);
            Assert.Equal("180;refresher=uac", Header(refresh, "Session-Expires"));
            Assert.Equal(method == "INVITE", refresh.Contains("m=audio 4000", StringComparison.Ordinal));
            if (method == "INVITE")
                await peer.NextAsync("ACK");

            while (call.Kept < kept)
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancel);
        }
    }

    [Theory]
    [InlineData("Session-Expires: 90\r\n")]
    [InlineData("Session-Expires: soon;refresher=uac\r\n")]
    [InlineData("")]
    public async Task Where_it_is_nobody_s_part_nothing_is_sent(string agreed)
    {
        await using var peer = Peer(agreed);
        var time = new FakeTimeProvider();
        await using var agent = new SipUserAgent(SipRuns.Run(time), peer.EndPoint);
        await using var call = agent.Invite(
            SipUri.Create("echo", "127.0.0.1", peer.EndPoint.Port),
            SipRuns.Session,
            null
        );
        await call.Final.WaitAsync(Cancel);
        await peer.NextAsync("INVITE");
        await peer.NextAsync("ACK");

        time.Advance(TimeSpan.FromMinutes(10));
        var ending = call.ByeAsync(Cancel);
        await peer.NextAsync("BYE");

        await ending;
        Assert.Equal(0, call.Kept);
        Assert.Empty(peer.Rest());
    }

    [Fact]
    public async Task A_peer_that_knows_the_call_no_more_has_ended_it()
    {
        await using var peer = Peer("Session-Expires: 90;refresher=uac\r\nAllow: UPDATE\r\n", "481 Gone");
        var (time, run) = Run();
        await using var agent = new SipUserAgent(run, peer.EndPoint);
        await using var call = await CallAsync(agent, peer);

        time.Advance(TimeSpan.FromSeconds(46));

        await peer.NextAsync("UPDATE");
        await peer.NextAsync("BYE");
        var end = await call.HungUp.WaitAsync(Cancel);
        Assert.Equal("UPDATE that was to refresh it was answered 481 Gone", end.Lapse);
    }

    [Fact]
    public async Task A_refresh_that_is_refused_is_asked_again_less_and_less_often_and_the_call_ends_before_its_session_does()
    {
        await using var peer = Peer("Session-Expires: 90;refresher=uac\r\nAllow: UPDATE\r\n", "488 Not Now");
        var (time, run) = Run();
        await using var agent = new SipUserAgent(run, peer.EndPoint);
        await using var call = await CallAsync(agent, peer);

        // Given up 60 s after it was agreed: at 45 s, and each time halfway to that, five times.
        foreach (var wait in new[] { 45, 7.5, 3.75, 1.875, 0.9375 })
        {
            time.Advance(TimeSpan.FromSeconds(wait - 0.01));
            Assert.Empty(peer.Rest());
            var noted = Noted(run);
            time.Advance(TimeSpan.FromSeconds(0.01));
            await peer.NextAsync("UPDATE");
            while (Noted(run) == noted)
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancel);
        }

        Assert.Contains(
            "not asked again, the call is ended in 0.94 s",
            run.Evidence.ToString(),
            StringComparison.Ordinal
        );
        Assert.False(call.HungUp.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await peer.NextAsync("BYE");

        var end = await call.HungUp.WaitAsync(Cancel);
        Assert.Equal("UPDATE that was to refresh it was refused: 488 Not Now", end.Lapse);
        await call.Over.WaitAsync(Cancel);
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Empty(peer.Rest());
    }

    [Fact]
    public async Task A_session_that_is_too_short_is_refreshed_with_a_longer_one()
    {
        const string Agreed = "Session-Expires: 120;refresher=uac\r\nAllow: UPDATE\r\n";
        await using var peer = Peer(Agreed, "422 Too Small", "Min-SE: 240\r\n");
        var (time, run) = Run();
        await using var agent = new SipUserAgent(run, peer.EndPoint);
        await using var call = await CallAsync(agent, peer);

        time.Advance(TimeSpan.FromSeconds(60));
        var first = await peer.NextAsync("UPDATE");
        while (Noted(run) == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancel);

        time.Advance(TimeSpan.FromMilliseconds(1));
        var second = await peer.NextAsync("UPDATE");
        Assert.Equal(("120;refresher=uac", "90"), (Header(first, "Session-Expires"), Header(first, "Min-SE")));
        Assert.Equal(("240;refresher=uac", "240"), (Header(second, "Session-Expires"), Header(second, "Min-SE")));
        Assert.Equal(Header(first, "Call-ID"), Header(second, "Call-ID"));
        Assert.Equal(1 + Number(first), Number(second));

        static int Number(string update) =>
            int.Parse(Header(update, "CSeq").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Where_the_peer_does_not_refresh_as_agreed_the_call_ends()
    {
        await using var peer = Peer("Session-Expires: 90;refresher=uas\r\nRequire: timer\r\n");
        var (time, run) = Run();
        await using var agent = new SipUserAgent(run, peer.EndPoint);
        await using var call = await CallAsync(agent, peer);

        time.Advance(TimeSpan.FromSeconds(59.9));
        Assert.Empty(peer.Rest());
        time.Advance(TimeSpan.FromSeconds(0.1));
        await peer.NextAsync("BYE");

        var end = await call.HungUp.WaitAsync(Cancel);
        Assert.Equal("the peer did not refresh it as agreed", end.Lapse);
        Assert.Equal(TimeSpan.FromSeconds(60), end.SinceInvite);
    }

    [Fact]
    public async Task Of_two_refreshes_at_once_neither_counts()
    {
        LoopbackSipPeer peer = null!;
        peer = new(
            (message, _) =>
                message.StartsWith("INVITE", StringComparison.Ordinal) && IsFirst(message)
                    ? [peer.Answered(message, "Session-Expires: 90;refresher=uac\r\n")]
                : message.StartsWith("BYE", StringComparison.Ordinal) ? [Response(message, "200 OK")]
                : []
        );
        await using var _ = peer;
        var (time, run) = Run();
        await using var agent = new SipUserAgent(run, peer.EndPoint);
        await using var call = await CallAsync(agent, peer);

        time.Advance(TimeSpan.FromSeconds(45));
        var invite = await peer.NextAsync("INVITE");
        await peer.SendAsync(InDialog(invite.Replace(";tag=peer", "", StringComparison.Ordinal), "INVITE", 7));

        Assert.StartsWith("SIP/2.0 491 ", await peer.NextAsync("SIP/2.0 4"), StringComparison.Ordinal);
    }

    private static int Noted(ProbeRun run) =>
        run.Evidence.ToString().Split("asked again", StringSplitOptions.None).Length - 1;

    private static (FakeTimeProvider Time, ProbeRun Run) Run()
    {
        var time = new FakeTimeProvider();
        return (time, SipRuns.Run(time));
    }

    private static async Task<SipCall> CallAsync(SipUserAgent agent, LoopbackSipPeer peer)
    {
        var call = agent.Invite(SipUri.Create("echo", "127.0.0.1", peer.EndPoint.Port), SipRuns.Session, null);
        await call.Final.WaitAsync(Cancel);
        await peer.NextAsync("ACK");
        return call;
    }

    /// <param name="again">What answers to refreshes say of the session; as the first one did if not given.</param>
    private static LoopbackSipPeer Peer(string agreed, string update = "200 OK", string? again = null)
    {
        LoopbackSipPeer peer = null!;
        peer = new(
            (message, _) =>
                message.Split(' ')[0] switch
                {
                    "INVITE" => [peer.Answered(message, IsFirst(message) ? agreed : again ?? agreed)],
                    "UPDATE" => [Response(message, update, again ?? agreed)],
                    "BYE" => [Response(message, "200 OK")],
                    _ => [],
                }
        );
        return peer;
    }

    private static bool IsFirst(string invite) => !Header(invite, "To").Contains(";tag=", StringComparison.Ordinal);
}
