using System.Net;
using Microsoft.Extensions.Time.Testing;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Ntp;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Ntp;

public class NtpProbeTests
{
    private static readonly WorkerClock NotVouched = new(false, TimeSpan.FromSeconds(16));

    private readonly NtpRuns _runs = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_with_our_time_is_up_even_where_nobody_vouches_for_our_clock()
    {
        await using var server = new LoopbackNtpServer(request => [LoopbackNtpServer.Reply(request)]);

        var (judgement, run) = await _runs.RunAsync(server, NotVouched);

        Assert.Equal(Judgement.Up, judgement);
        var figures = NtpRuns.Figures(run);
        Assert.InRange(
            Math.Abs(figures[MeasurementNames.OffsetSeconds]),
            0,
            figures[MeasurementNames.DelaySeconds] + 1e-3
        );
        Assert.Equal(2, figures[MeasurementNames.Stratum]);
        Assert.Equal(Math.Pow(2, -20), figures[MeasurementNames.PrecisionSeconds]);
        Assert.Equal(
            (figures[MeasurementNames.DelaySeconds] / 2) + Math.Pow(2, -20),
            figures[MeasurementNames.OffsetMarginSeconds],
            9
        );
    }

    [Fact]
    public async Task Each_request_comes_from_another_port_and_tells_nothing_but_a_random_number()
    {
        await using var server = new LoopbackNtpServer(request => [LoopbackNtpServer.Reply(request)]);
        for (var i = 0; i < 3; i++)
            await _runs.RunAsync(server, NtpRuns.Vouched);

        Assert.Equal(3, server.Seen.Select(seen => seen.From.Port).Distinct().Count());
        Assert.Equal(3, server.Seen.Select(seen => Convert.ToHexString(seen.Request[40..])).Distinct().Count());
        foreach (var (request, _) in server.Seen)
        {
            Assert.Equal(48, request.Length);
            Assert.Equal(0b00_100_011, request[0]); // version 4, mode 3
            Assert.All(request[1..40], value => Assert.Equal(0, value));
        }
    }

    [Theory]
    [InlineData(2.5)]
    [InlineData(-2.5)]
    public async Task A_wrong_clock_is_degraded_where_ours_is_vouched_for(double ahead)
    {
        await using var server = new LoopbackNtpServer(request =>
            [LoopbackNtpServer.Reply(request, TimeSpan.FromSeconds(ahead))]
        );

        var (judged, run) = await _runs.RunAsync(server, NtpRuns.Vouched);
        var (unjudged, _) = await _runs.RunAsync(server, NotVouched);
        var (loose, _) = await _runs.RunAsync(server, new WorkerClock(true, TimeSpan.FromMilliseconds(50)));

        Assert.Equal((Outcome.Degraded, Reason.OffsetExceeded), (judged.Outcome, judged.Reason));
        Assert.Equal(ahead, NtpRuns.Figures(run)[MeasurementNames.OffsetSeconds], 0.25);
        Assert.Equal((Outcome.Unknown, Reason.WorkerClock), (unjudged.Outcome, unjudged.Reason));
        Assert.Equal((Outcome.Unknown, Reason.WorkerClock), (loose.Outcome, loose.Reason)); // not under half the limit
    }

    [Fact]
    public async Task Replies_that_do_not_echo_our_number_and_garbage_are_counted_and_the_wait_goes_on()
    {
        await using var server = new LoopbackNtpServer(request =>
        {
            var foreign = LoopbackNtpServer.Kiss(request, "DENY");
            foreign[31] ^= 1;
            var broadcast = LoopbackNtpServer.Reply(request);
            broadcast[0] = 0b00_100_101;
            return
            [
                [],
                [1, 2, 3],
                foreign,
                broadcast,
                LoopbackNtpServer.Reply(request)[..44],
                LoopbackNtpServer.Reply(request),
            ];
        });

        var (judgement, run) = await _runs.RunAsync(server, NtpRuns.Vouched);

        Assert.Equal(Judgement.Up, judgement);
        Assert.Equal(5, NtpRuns.Figures(run)[MeasurementNames.IgnoredReplies]);
        Assert.Equal(Judgement.Up, (await _runs.RunAsync(server, NtpRuns.Vouched)).Judgement); // the foreign kiss holds nothing
    }

    public static TheoryData<string, Action<byte[]>, Outcome, Reason> Replies =>
        new()
        {
            { "leap 3", r => r[0] |= 0b11_000_000, Outcome.Down, Reason.Unsynchronised },
            { "stratum 16", r => r[1] = 16, Outcome.Down, Reason.Unsynchronised },
            { "stratum 255", r => r[1] = 255, Outcome.Down, Reason.Unsynchronised },
            { "stratum 0 without a code", r => r[1] = 0, Outcome.Down, Reason.Unsynchronised },
            { "stratum 0, INIT", r => "INIT"u8.CopyTo(Stratum0(r)), Outcome.Down, Reason.Unsynchronised },
            { "no receive time", r => r.AsSpan(32, 8).Clear(), Outcome.Down, Reason.ProtocolError },
            { "no transmit time", r => r.AsSpan(40, 8).Clear(), Outcome.Down, Reason.ProtocolError },
            { "a precision of 1 s", r => r[3] = 0, Outcome.Down, Reason.ProtocolError },
            { "a precision of 2^127 s", r => r[3] = 127, Outcome.Down, Reason.ProtocolError },
            { "sent 4 s before it came", r => r[43] -= 4, Outcome.Down, Reason.ProtocolError },
            { "held for 4 s more than we waited", r => r[43] += 4, Outcome.Down, Reason.ProtocolError },
            { "root dispersion 2 s", r => r[9] = 2, Outcome.Degraded, Reason.RootDistanceExceeded },
            { "root delay 4 s", r => r[5] = 4, Outcome.Degraded, Reason.RootDistanceExceeded },
        };

    [Theory]
    [MemberData(nameof(Replies))]
    public async Task Judges_a_reply_with(string what, Action<byte[]> change, Outcome outcome, Reason reason)
    {
        await using var server = new LoopbackNtpServer(request =>
        {
            var reply = LoopbackNtpServer.Reply(request);
            change(reply);
            return [reply];
        });

        var (judgement, _) = await _runs.RunAsync(server, NtpRuns.Vouched);

        Assert.True((outcome, reason) == (judgement.Outcome, judgement.Reason), $"{what}: {judgement}");
    }

    [Fact]
    public async Task Three_others_that_agree_vouch_for_our_clock()
    {
        await using var wrong = new LoopbackNtpServer(request =>
            [LoopbackNtpServer.Reply(request, TimeSpan.FromSeconds(2.5))]
        );

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Reason.WorkerClock, (await _runs.RunAsync(wrong, NotVouched)).Judgement.Reason);
            _runs.Own.Note(
                new DnsEndPoint($"{i}.test", 123),
                TimeSpan.Zero,
                TimeSpan.FromMilliseconds(1),
                TimeProvider.System
            );
        }

        Assert.Equal(Reason.OffsetExceeded, (await _runs.RunAsync(wrong, NotVouched)).Judgement.Reason);
    }

    [Fact]
    public async Task A_lost_datagram_is_a_time_out_and_is_not_sent_again()
    {
        await using var server = new LoopbackNtpServer(_ => []);
        var time = new FakeTimeProvider();
        var probe = new NtpProbe(new NtpHolds(), () => NtpRuns.Vouched, new OwnClock());
        var running = OneRun.OfAsync(
            NtpRuns.Check(server),
            TimeSpan.FromSeconds(5),
            ProbeKind.Of(NtpCheck.KindName, probe),
            means: NtpRuns.Means,
            time: time
        );
        using var patience = Patience();
        while (!running.IsCompleted)
        {
            if (!server.Seen.IsEmpty)
                time.Advance(TimeSpan.FromSeconds(0.5));

            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, patience.Token);
        }

        var result = await running;
        Assert.Equal((Outcome.Down, Reason.Timeout), (result.Outcome, result.Reason));
        Assert.Contains("exchange", result.Detail);
        Assert.Single(server.Seen);
    }

    /// <summary>So wide that only a condition that never comes true meets its end.</summary>
    private static CancellationTokenSource Patience()
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        return patience;
    }

    private static Span<byte> Stratum0(byte[] reply)
    {
        reply[1] = 0;
        return reply.AsSpan(12);
    }
}
