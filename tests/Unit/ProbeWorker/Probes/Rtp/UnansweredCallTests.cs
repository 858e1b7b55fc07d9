using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Tests.Unit.ProbeWorker.Probes.Net;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp;

/// <summary>Calls that nobody takes, that are answered with nothing to talk over, or that end before their time.</summary>
public sealed class UnansweredCallTests : IDisposable
{
    private readonly RtpRuns _runs = new();

    [Theory]
    [InlineData("404 Not Found", "", Reason.UnexpectedStatus)]
    [InlineData("408 Request Timeout", "", Reason.UnexpectedStatus)]
    [InlineData("486 Busy Here", "", Reason.Busy, Outcome.Degraded)]
    [InlineData("600 Busy Everywhere", "", Reason.Busy, Outcome.Degraded)]
    [InlineData("503 Service Unavailable", "", Reason.UnexpectedStatus)]
    [InlineData("503 Service Unavailable", "Retry-After: 60\r\n", Reason.Busy, Outcome.Degraded)]
    [InlineData("603 Decline", "", Reason.UnexpectedStatus)]
    [InlineData(
        "407 Proxy Authentication Required",
        "Proxy-Authenticate: Digest realm=\"pbx\", nonce=\"n\"\r\n",
        Reason.AuthFailed
    )]
    public async Task A_refused_call_is_down_or_busy_with_what_was_said(
        string status,
        string more,
        Reason reason,
        Outcome outcome = Outcome.Down
    )
    {
        await using var peer = new CallPeer(
            (p, request) =>
                CallPeer.Method(request) == "INVITE"
                    ? [p.Response(request, "100 Trying"), p.Response(request, status, more: more)]
                    : []
        );

        var result = await RunAsync(peer.Port);

        Assert.Equal((outcome, reason), (result.Outcome, result.Reason));
        Assert.Contains(status, result.Detail, StringComparison.Ordinal);
        Assert.Contains($"SIP/2.0 {status}", result.Evidence, StringComparison.Ordinal);
        await peer.WaitForAsync("ACK");
    }

    /// <summary>Whoever answers at the account's address is not told a hash of its password for a realm that nobody configured.</summary>
    [Theory]
    [InlineData("asterisk", "'asterisk'")]
    [InlineData("a\u202eb", "'a\\u{202e}b'")]
    [InlineData(
        "0123456789012345678901234567890123456789012345678901234567890123456789",
        "'012345678901234567890123456789012345678901234567890123456789012…'"
    )]
    public async Task A_realm_that_is_not_the_accounts_is_told_nothing_and_named(string realm, string shown)
    {
        await using var peer = new CallPeer(
            (p, request) =>
                CallPeer.Method(request) == "INVITE"
                    ?
                    [
                        p.Response(
                            request,
                            "401 Unauthorized",
                            more: $"WWW-Authenticate: Digest realm=\"{realm}\", nonce=\"n\"\r\n"
                        ),
                    ]
                    : []
        );

        var result = await RunAsync(
            peer.Port,
            credential: new Credential("alice", new SecretReference("PASSWORD", null))
        );

        Assert.Equal((Outcome.Down, Reason.AuthFailed), (result.Outcome, result.Reason));
        Assert.Contains(
            $"realm {shown}, and the account is one of '127.0.0.1'",
            result.Detail,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("Authorization:", await peer.WaitForAsync("INVITE"), StringComparison.Ordinal);
        await peer.WaitForAsync("ACK");
        Assert.Empty(peer.Rest());
    }

    [Theory]
    [InlineData(4000, "", "127.0.0.1", "0", Reason.CodecMismatch, Outcome.Degraded)]
    [InlineData(0, "", "127.0.0.1", "8", Reason.NoMedia)]
    [InlineData(4000, "a=inactive\r\n", "127.0.0.1", "8", Reason.NoMedia)]
    [InlineData(4000, "a=sendonly\r\n", "127.0.0.1", "8", Reason.OneWayMedia)]
    [InlineData(4000, "a=recvonly\r\n", "127.0.0.1", "8", Reason.OneWayMedia)]
    [InlineData(4000, "", "0.0.0.0", "8", Reason.NoMedia)]
    [InlineData(4000, "", "239.1.2.3", "8", Reason.ProtocolError)]
    [InlineData(4000, "m=video 4002 RTP/AVP 96\r\n", "127.0.0.1", "8", Reason.ProtocolError)]
    public async Task An_answer_that_gives_no_media_both_ways_is_not_up_and_hung_up(
        int port,
        string more,
        string address,
        string formats,
        Reason reason,
        Outcome outcome = Outcome.Down
    )
    {
        await using var peer = CallPeer.Answering(() => CallPeer.Session(port, more, address, formats));

        var result = await RunAsync(peer.Port);

        Assert.Equal((outcome, reason), (result.Outcome, result.Reason));
        await peer.WaitForAsync("BYE");
    }

    [Fact]
    public async Task An_answer_without_a_session_is_a_broken_protocol()
    {
        await using var peer = CallPeer.Answering(() => "");

        var result = await RunAsync(peer.Port);

        Assert.Equal((Outcome.Down, Reason.ProtocolError), (result.Outcome, result.Reason));
        await peer.WaitForAsync("BYE");
    }

    [Fact]
    public async Task An_answered_call_with_a_dead_media_port_has_no_media()
    {
        var closed = DatagramSocketTests.ClosedPort().Port;
        await using var peer = CallPeer.Answering(() => CallPeer.Session(closed));

        var result = await RunAsync(peer.Port);

        Assert.Equal((Outcome.Down, Reason.NoMedia), (result.Outcome, result.Reason));
        await peer.WaitForAsync("BYE");
    }

    [Fact]
    public async Task A_peer_that_hangs_up_in_the_middle_has_stopped_the_media()
    {
        CallPeer? peer = null;
        await using var echo = new MediaPeer(
            (n, packet) =>
            {
                if (n == 5)
                    _ = peer!.HangUpAsync();
                return [packet];
            }
        );
        await using var answering = peer = CallPeer.Answering(() => CallPeer.Session(echo.EndPoint.Port));

        var result = await RunAsync(peer.Port, media: TimeSpan.FromSeconds(20));

        Assert.Equal((Outcome.Down, Reason.MediaStopped), (result.Outcome, result.Reason));
        Assert.Contains("hung up", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_signalling_port_is_refused()
    {
        var result = await RunAsync(DatagramSocketTests.ClosedPort().Port);

        Assert.Equal((Outcome.Down, Reason.ConnectionRefused), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task A_call_that_only_rings_is_taken_back_when_the_time_is_over()
    {
        await using var peer = new CallPeer(
            (p, request) =>
                CallPeer.Method(request) switch
                {
                    "INVITE" => [p.Response(request, "180 Ringing")],
                    "CANCEL" => [p.Response(request, "200 OK")],
                    _ => [],
                }
        );

        var result = await RunAsync(peer.Port, limit: TimeSpan.FromSeconds(1));

        Assert.Equal((Outcome.Down, Reason.Timeout), (result.Outcome, result.Reason));
        Assert.Contains(PhaseNames.SessionSetup, result.Detail, StringComparison.Ordinal);
        await peer.WaitForAsync("CANCEL");
    }

    [Fact]
    public async Task A_call_that_is_answered_too_late_is_acknowledged_and_ended()
    {
        string? invite = null;
        await using var peer = new CallPeer(
            (p, request) =>
                CallPeer.Method(request) switch
                {
                    "INVITE" => [p.Response(invite = request, "180 Ringing")],

                    // The 200 to the INVITE crosses the CANCEL.
                    "CANCEL" => [p.Response(request, "200 OK"), p.Response(invite!, "200 OK", CallPeer.Session(4000))],
                    "BYE" => [p.Response(request, "200 OK")],
                    _ => [],
                }
        );

        var result = await RunAsync(peer.Port, limit: TimeSpan.FromSeconds(1));

        Assert.Equal((Outcome.Down, Reason.Timeout), (result.Outcome, result.Reason));
        await peer.WaitForAsync("ACK");
        await peer.WaitForAsync("BYE");
    }

    [Fact]
    public async Task A_call_whose_time_is_over_in_the_middle_is_ended()
    {
        await using var echo = new MediaPeer((_, packet) => [packet]);
        await using var peer = CallPeer.Answering(() => CallPeer.Session(echo.EndPoint.Port));

        var result = await RunAsync(peer.Port, TimeSpan.FromSeconds(2), media: TimeSpan.FromSeconds(20));

        Assert.Equal((Outcome.Down, Reason.Timeout), (result.Outcome, result.Reason));
        Assert.Contains(PhaseNames.Media, result.Detail, StringComparison.Ordinal);
        await peer.WaitForAsync("BYE");
    }

    [Fact]
    public async Task A_missing_secret_is_the_workers_fault_and_no_call_is_made()
    {
        var result = await RunAsync(
            DatagramSocketTests.ClosedPort().Port,
            credential: new Credential("probe", new SecretReference("NOT_SET", null))
        );

        Assert.Equal((Outcome.Unknown, Reason.CredentialMissing), (result.Outcome, result.Reason));
    }

    public void Dispose() => _runs.Dispose();

    private Task<ProbeResult> RunAsync(
        int port,
        TimeSpan? limit = null,
        TimeSpan? media = null,
        Credential? credential = null
    ) =>
        _runs.RunAsync(
            port,
            check => check with { Credential = credential, MediaDuration = media ?? check.MediaDuration },
            limit
        );
}
