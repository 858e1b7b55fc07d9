using Microsoft.Extensions.Time.Testing;
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
    [InlineData("Session-Expires: 90;refresher=uas\r\nRequire: timer\r\n")]
    [InlineData("Session-Expires: 90\r\n")]
    [InlineData("Session-Expires: soon;refresher=uac\r\n")]
    [InlineData("")]
    public async Task Where_it_is_not_our_part_or_nobody_s_nothing_is_sent(string agreed)
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
        var time = new FakeTimeProvider();
        await using var agent = new SipUserAgent(SipRuns.Run(time), peer.EndPoint);
        await using var call = agent.Invite(
            SipUri.Create("echo", "127.0.0.1", peer.EndPoint.Port),
            SipRuns.Session,
            null
        );
        await call.Final.WaitAsync(Cancel);

        time.Advance(TimeSpan.FromSeconds(46));

        await peer.NextAsync("UPDATE");
        await peer.NextAsync("BYE");
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
