using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Model;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.Tests.Unit.ProbeWorker.Probes;

public sealed class ProbeRunnerTests : IDisposable
{
    private static readonly ProbeMeans Means = new(Resolver.OfSystem, Secrets.OfProcess);

    private readonly SteppedTimeProvider _time = new();
    private readonly Halt _halt = new();
    private TimeSpan _stall;

    public void Dispose() => _halt.Dispose();

    [Fact]
    public async Task What_a_probe_recorded_is_in_the_result_and_evidence_only_where_it_is_not_up()
    {
        var up = await RunAsync(
            (run, _) =>
            {
                using (run.Phase(PhaseNames.Connect))
                    _time.Advance(TimeSpan.FromMilliseconds(40));

                run.Address = new IPEndPoint(IPAddress.Loopback, 443);
                run.Measure(MeasurementNames.StatusCode, 200);
                run.Evidence.Note("hello");
                return Task.FromResult(Judgement.Up);
            }
        );

        Assert.Equal((Outcome.Up, null, null, null), (up.Outcome, up.Reason, up.Detail, up.Evidence));
        Assert.Equal(new Phase(PhaseNames.Connect, TimeSpan.FromMilliseconds(40)), Assert.Single(up.Phases));
        Assert.Equal(new Measurement(MeasurementNames.StatusCode, 200), Assert.Single(up.Measurements));
        Assert.Equal("127.0.0.1:443", up.Address);
        Assert.Equal(TimeSpan.FromMilliseconds(40), up.Duration);
        Assert.Equal(TimeSpan.FromMilliseconds(7), up.LaneWait);

        var down = await RunAsync(
            (run, _) =>
            {
                run.Evidence.Note("hello");
                return Task.FromResult(Judgement.Down(Reason.UnexpectedStatus, "503"));
            }
        );
        Assert.Contains("hello", down.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_certificate_says_is_heeded_where_all_else_is_good_and_no_probe_need_know_of_it()
    {
        var expiring = Judgement.Degraded(Reason.CertificateExpiring, "in 3 days");
        Func<Judgement, Task<ProbeResult>> that = said =>
            RunAsync(
                (run, _) =>
                {
                    run.Concern = expiring;
                    return Task.FromResult(said);
                }
            );

        var up = await that(Judgement.Up);
        var slow = await that(Judgement.Degraded(Reason.DelayExceeded, "slow"));
        var down = await that(Judgement.Down(Reason.UnexpectedStatus, "503"));

        Assert.Equal((Outcome.Degraded, Reason.CertificateExpiring, "in 3 days"), (up.Outcome, up.Reason, up.Detail));
        Assert.Equal(Reason.DelayExceeded, slow.Reason);
        Assert.Equal(Reason.UnexpectedStatus, down.Reason);
    }

    [Fact]
    public async Task A_time_limit_is_the_targets_and_the_sentence_says_in_which_phase()
    {
        var running = RunAsync(
            async (run, deadline) =>
            {
                using var phase = run.Phase(PhaseNames.Tls);
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, deadline);
                return Judgement.Up;
            }
        );
        _time.Advance(TimeSpan.FromSeconds(3));
        var result = await running;

        Assert.Equal((Outcome.Down, Reason.Timeout), (result.Outcome, result.Reason));
        Assert.Equal("Not finished within 3 s: the time ran out in phase tls.", result.Detail);
        Assert.Equal(TimeSpan.FromSeconds(3), Assert.Single(result.Phases).Duration);
    }

    [Theory]
    [InlineData(SocketError.ConnectionRefused, Outcome.Down, Reason.ConnectionRefused)]
    [InlineData(SocketError.HostUnreachable, Outcome.Down, Reason.Unreachable)]
    [InlineData(SocketError.ConnectionReset, Outcome.Down, Reason.ConnectionClosed)]
    [InlineData(SocketError.TimedOut, Outcome.Down, Reason.Timeout)]
    [InlineData(SocketError.HostNotFound, Outcome.Down, Reason.DnsFailure)]
    [InlineData(SocketError.TryAgain, Outcome.Unknown, Reason.ResolverUnreachable)]
    [InlineData(SocketError.NetworkUnreachable, Outcome.Unknown, Reason.NoRoute)]
    [InlineData(SocketError.AddressFamilyNotSupported, Outcome.Unknown, Reason.NoRoute)]
    [InlineData(SocketError.AddressNotAvailable, Outcome.Unknown, Reason.LocalResources)]
    [InlineData(SocketError.TooManyOpenSockets, Outcome.Unknown, Reason.LocalResources)]
    [InlineData(SocketError.NoBufferSpaceAvailable, Outcome.Unknown, Reason.LocalResources)]
    [InlineData(SocketError.MessageSize, Outcome.Unknown, Reason.InternalError)]
    public async Task A_socket_error_is_the_targets_or_the_workers(SocketError error, Outcome outcome, Reason reason)
    {
        var bare = await ThrowAsync(new SocketException((int)error));
        var wrapped = await ThrowAsync(new IOException("wrapped", new SocketException((int)error)));

        Assert.Equal((outcome, reason), (bare.Outcome, bare.Reason));
        Assert.Equal((outcome, reason), (wrapped.Outcome, wrapped.Reason));
    }

    [Fact]
    public async Task Other_escapes_have_their_reasons()
    {
        Assert.Equal(Reason.TlsFailure, (await ThrowAsync(new AuthenticationException("no"))).Reason);
        Assert.Equal(Reason.ConnectionClosed, (await ThrowAsync(new EndOfStreamException())).Reason);
        Assert.Equal(
            (Outcome.Unknown, Reason.CredentialMissing),
            Said(await ThrowAsync(new JudgedException(Judgement.Unknown(Reason.CredentialMissing, "none"))))
        );
        Assert.Equal(
            (Outcome.Unknown, Reason.InternalError),
            Said(await ThrowAsync(new InvalidOperationException("bug")))
        );
        Assert.Equal((Outcome.Unknown, Reason.InternalError), Said(await ThrowAsync(new OperationCanceledException())));
    }

    [Fact]
    public async Task A_name_that_is_not_in_the_closed_lists_is_a_bug_of_the_probe()
    {
        var phase = await RunAsync(
            (run, _) =>
            {
                using (run.Phase("teatime"))
                    return Task.FromResult(Judgement.Up);
            }
        );
        var figure = await RunAsync(
            (run, _) =>
            {
                run.Measure("rtt_ms", 1);
                return Task.FromResult(Judgement.Up);
            }
        );

        Assert.Equal([Reason.InternalError, Reason.InternalError], [phase.Reason!.Value, figure.Reason!.Value]);
    }

    [Fact]
    public async Task A_probe_that_ignores_its_deadline_is_left_behind_as_a_bug()
    {
        var never = new TaskCompletionSource<Judgement>();
        var running = RunAsync((_, _) => never.Task);
        while (!running.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal((Outcome.Unknown, Reason.InternalError), Said(await running));
    }

    [Fact]
    public async Task A_shutdown_is_the_workers_doing()
    {
        var running = RunAsync(
            async (_, deadline) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, deadline);
                return Judgement.Up;
            }
        );
        _halt.Shutdown();

        Assert.Equal((Outcome.Unknown, Reason.Cancelled), Said(await running));
        Assert.Equal((Outcome.Unknown, Reason.Cancelled), Said(await RunAsync((_, _) => throw new IOException())));
    }

    [Fact]
    public async Task A_step_of_the_wall_clock_ends_a_run_as_clock_skew()
    {
        var running = RunAsync(
            async (_, deadline) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, deadline);
                return Judgement.Up;
            }
        );
        _halt.ClockStep(TimeSpan.FromSeconds(-7200));
        var result = await running;

        Assert.Equal((Outcome.Unknown, Reason.ClockSkew), Said(result));
        Assert.Contains("-7200 s", result.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.9, Outcome.Up, null)]
    [InlineData(1.1, Outcome.Unknown, Reason.WorkerClock)]
    [InlineData(-1.1, Outcome.Unknown, Reason.WorkerClock)]
    public async Task A_wall_clock_that_moves_by_more_than_a_millisecond_spoils_the_run(
        double milliseconds,
        Outcome outcome,
        Reason? reason
    )
    {
        var result = await RunAsync(
            (_, _) =>
            {
                _time.Step = TimeSpan.FromMilliseconds(milliseconds);
                return Task.FromResult(Judgement.Up);
            }
        );

        Assert.Equal((outcome, reason), Said(result));
    }

    [Theory]
    [InlineData(300, Outcome.Down)]
    [InlineData(301, Outcome.Unknown)]
    public async Task A_worker_that_stalled_for_more_than_a_tenth_of_the_limit_accuses_nobody(
        int stall,
        Outcome outcome
    )
    {
        _stall = TimeSpan.FromMilliseconds(stall);
        var result = await ThrowAsync(new SocketException((int)SocketError.ConnectionRefused));

        Assert.Equal(outcome, result.Outcome);
        if (outcome == Outcome.Unknown)
            Assert.Equal(Reason.WorkerStarved, result.Reason);
    }

    [Fact]
    public async Task A_run_that_comes_later_than_half_an_interval_does_not_start()
    {
        var now = Instant.Now(_time);
        Task<Judgement> Fail(ProbeRun run, CancellationToken deadline) =>
            Task.FromResult(Judgement.Down(Reason.Timeout, "ran"));

        var late = await RunAsync(Fail, now - TimeSpan.FromSeconds(5.000001));
        var inTime = await RunAsync(Fail, now - TimeSpan.FromSeconds(5));
        var manual = await RunAsync(Fail, now - TimeSpan.FromSeconds(60), Trigger.Manual);

        Assert.Equal((Outcome.Unknown, Reason.WorkerLate), Said(late));
        Assert.Equal("ran", inTime.Detail);
        Assert.Equal("ran", manual.Detail);
    }

    [Fact]
    public async Task A_run_that_waited_while_the_clock_was_set_back_does_not_start()
    {
        var now = Instant.Now(_time);
        var before = await RunAsync(Up, now + TimeSpan.FromSeconds(1.000001));
        var near = await RunAsync(Up, now + TimeSpan.FromSeconds(1));

        Assert.Equal((Outcome.Unknown, Reason.ClockSkew), Said(before));
        Assert.Equal((Outcome.Up, null), Said(near));

        static Task<Judgement> Up(ProbeRun run, CancellationToken deadline) => Task.FromResult(Judgement.Up);
    }

    [Fact]
    public async Task What_a_peer_says_is_made_printable_and_short()
    {
        var result = await RunAsync(
            (_, _) => Task.FromResult(Judgement.Down(Reason.ProtocolError, "\u001b[2J" + new string('x', 1000)))
        );

        Assert.Equal(ProbeRunner.MaxDetailLength, result.Detail!.Length);
        Assert.StartsWith("\\u{1b}[2Jxxx", result.Detail, StringComparison.Ordinal);
    }

    private static (Outcome Outcome, Reason? Reason) Said(ProbeResult result) => (result.Outcome, result.Reason);

    private Task<ProbeResult> ThrowAsync(Exception exception) =>
        RunAsync((_, _) => Task.FromException<Judgement>(exception));

    private Task<ProbeResult> RunAsync(
        Func<ProbeRun, CancellationToken, Task<Judgement>> probe,
        Instant? scheduledAt = null,
        Trigger trigger = Trigger.Schedule
    )
    {
        var kind = ProbeKind.Of(HttpsCheck.KindName, new StubProbe(probe));
        var runner = new ProbeRunner(Planned.Region, Means, _ => kind, _ => _stall, _time, NullLogger.Instance);
        var planned = new PlannedRun(Planned.Target(), scheduledAt ?? Instant.Now(_time), trigger);
        return runner.RunAsync(planned, TimeSpan.FromMilliseconds(7), _halt);
    }
}
