using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Sip;
using Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip;
using static Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip.LoopbackSipPeer;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Sip;

public class SipProbeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_up_on_a_status_of_the_list_and_says_how_long_it_took()
    {
        await using var peer = new LoopbackSipPeer((request, _) => [Response(request, "200 OK")]);
        var run = SipRuns.Run();

        var judgement = await RunAsync(peer, run);

        Assert.Equal(Judgement.Up, judgement);
        Assert.Equal([PhaseNames.Resolve, PhaseNames.Exchange], run.Phases.Select(p => p.Name));
        Assert.Equal(peer.EndPoint, run.Address);
        var figures = Figures(run);
        Assert.InRange(figures[MeasurementNames.RttSeconds], 1e-9, 60);
        Assert.True(run.TimingError > TimeSpan.Zero);
        Assert.Equal((200, 0), (figures[MeasurementNames.StatusCode], figures[MeasurementNames.Retransmissions]));
    }

    [Fact]
    public async Task The_request_has_all_that_a_server_must_have()
    {
        await using var peer = new LoopbackSipPeer((request, _) => [Response(request, "200 OK")]);
        await RunAsync(peer, SipRuns.Run(), user: "echo test");

        var request = await peer.NextAsync("OPTIONS");

        Assert.StartsWith($"OPTIONS sip:echo%20test@{peer.EndPoint} SIP/2.0\r\n", request);
        Assert.Matches(@"^SIP/2.0/UDP 127\.0\.0\.1:\d+;rport;branch=z9hG4bK[0-9a-f]{24}$", Header(request, "Via"));
        Assert.Matches(@"^<sip:ringback@127\.0\.0\.1>;tag=[0-9a-f]{16}$", Header(request, "From"));
        Assert.Equal($"<sip:echo%20test@{peer.EndPoint}>", Header(request, "To"));
        Assert.Equal(
            ("1 OPTIONS", "70", "0"),
            (Header(request, "CSeq"), Header(request, "Max-Forwards"), Header(request, "Content-Length"))
        );
        Assert.EndsWith("\r\n\r\n", request);
    }

    [Fact]
    public async Task An_IPv6_server_is_asked_with_brackets_in_place()
    {
        await using var peer = new LoopbackSipPeer(
            (request, _) => [Response(request, "200 OK")],
            IPAddress.IPv6Loopback
        );

        Assert.Equal(Judgement.Up, await RunAsync(peer, SipRuns.Run()));

        var request = await peer.NextAsync("OPTIONS");
        Assert.StartsWith($"OPTIONS sip:[::1]:{peer.EndPoint.Port} SIP/2.0\r\n", request);
        Assert.StartsWith("SIP/2.0/UDP [::1]:", Header(request, "Via"));
        Assert.StartsWith("<sip:ringback@[::1]:", Header(request, "Contact"));
    }

    [Theory]
    [InlineData("503 Service Unavailable", "", Reason.UnexpectedStatus, "503 Service Unavailable")]
    [InlineData("503 Busy", "Retry-After: soon\r\n", Reason.UnexpectedStatus, "503 Busy")]
    [InlineData("404 Not Found", "Retry-After: 120\r\n", Reason.UnexpectedStatus, "404 Not Found")]
    [InlineData("299 ", "", Reason.UnexpectedStatus, "299 ")]
    public async Task Is_down_on_any_other_status_and_says_which(
        string status,
        string more,
        Reason reason,
        string detail
    )
    {
        await using var peer = new LoopbackSipPeer((request, _) => [Response(request, status, more)]);

        Assert.Equal(Judgement.Down(reason, detail), await RunAsync(peer, SipRuns.Run()));
    }

    [Theory]
    [InlineData("503 Busy", "Retry-After: 120 (lunch)\r\n", Reason.Busy, "503 Busy, to be asked again after 120 s")]
    [InlineData("486 Busy Here", "", Reason.Busy, "486 Busy Here")]
    [InlineData("480 Away", "", Reason.UnexpectedStatus, "480 Away")]
    public async Task Is_degraded_where_it_has_no_room_or_the_check_says_so(
        string status,
        string more,
        Reason reason,
        string detail
    )
    {
        await using var peer = new LoopbackSipPeer((request, _) => [Response(request, status, more)]);

        Assert.Equal(Judgement.Degraded(reason, detail), await RunAsync(peer, SipRuns.Run(), degraded: [480]));
    }

    [Fact]
    public async Task A_404_is_up_where_the_list_has_it()
    {
        await using var peer = new LoopbackSipPeer((request, _) => [Response(request, "404 Not Found")]);

        Assert.Equal(Judgement.Up, await RunAsync(peer, SipRuns.Run(), status: [200, 404]));
    }

    [Fact]
    public async Task Waits_on_through_a_provisional_response_garbage_and_what_is_anothers()
    {
        await using var peer = new LoopbackSipPeer(
            (request, _) =>
            {
                var foreign = Response(request, "503 Not For You");
                var branch = Header(request, "Via").Split("branch=")[1];
                return
                [
                    Response(request, "100 Trying"),
                    "\u00ff\0",
                    "SIP/2.0 503 Not For You\r\n\r\n",
                    foreign.Replace(Header(request, "Call-ID"), "somebody-else"),
                    foreign.Replace(branch, "z9hG4bKother"),
                    foreign.Replace("1 OPTIONS", "1 INVITE"),
                    foreign.Replace("Via:", "Via: SIP/2.0/UDP other;branch=z9hG4bKx\r\nVia:"),
                    foreign.Replace("Content-Length: 0", "Content-Length: 9"),
                    Response(request, "200 OK"),
                ];
            }
        );

        Assert.Equal(Judgement.Up, await RunAsync(peer, SipRuns.Run()));
    }

    [Fact]
    public async Task A_lost_request_is_sent_again_after_T1_and_counted()
    {
        await using var peer = new LoopbackSipPeer(
            (request, number) => number < 2 ? [] : [Response(request, "200 OK")]
        );
        var time = new FakeTimeProvider();
        var run = SipRuns.Run(time);

        var running = RunAsync(peer, run);
        await time.AdvanceUntilAsync(running);

        Assert.Equal(Judgement.Up, await running);
        Assert.Equal(2, Figures(run)[MeasurementNames.Retransmissions]);
        Assert.InRange(run.Phases[^1].Duration.TotalSeconds, 1.5, 600);
        var first = await peer.NextAsync("OPTIONS");
        Assert.Equal(first, await peer.NextAsync("OPTIONS"));
    }

    [Fact]
    public async Task A_provisional_response_and_then_silence_lasts_until_the_time_limit()
    {
        await using var peer = new LoopbackSipPeer((request, _) => [Response(request, "100 Trying")]);
        var run = SipRuns.Run();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var running = RunAsync(peer, run, deadline: deadline.Token);
        await peer.NextAsync("OPTIONS");
        await deadline.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Contains(run.Measurements, m => m.Name == MeasurementNames.Retransmissions);
    }

    [Fact]
    public async Task A_closed_port_is_refused()
    {
        IPEndPoint closed;
        await using (var peer = new LoopbackSipPeer((_, _) => []))
            closed = peer.EndPoint;

        var refused = await Assert.ThrowsAsync<SocketException>(() => RunAsync(closed, SipRuns.Run()));

        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    private static Task<Judgement> RunAsync(
        LoopbackSipPeer peer,
        ProbeRun run,
        string? user = null,
        int[]? status = null,
        CancellationToken? deadline = null,
        int[]? degraded = null
    ) => RunAsync(peer.EndPoint, run, user, status, deadline, degraded);

    private static Task<Judgement> RunAsync(
        IPEndPoint server,
        ProbeRun run,
        string? user = null,
        int[]? status = null,
        CancellationToken? deadline = null,
        int[]? degraded = null
    ) =>
        new SipProbe().RunAsync(
            new SipCheck
            {
                Host = server.Address.ToString(),
                Port = server.Port,
                User = user,
                Status = status ?? [200],
                DegradedStatus = degraded ?? [],
            },
            run,
            deadline ?? Cancel
        );

    private static Dictionary<string, double> Figures(ProbeRun run) =>
        run.Measurements.ToDictionary(m => m.Name, m => m.Value);
}
