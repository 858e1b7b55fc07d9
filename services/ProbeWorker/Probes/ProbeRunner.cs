using System.Globalization;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla.Calls;

namespace Ringback.ProbeWorker.Probes;

/// <summary>Runs one probe to its end and always comes back with a result: the only place that catches.</summary>
/// <param name="find">Normally <see cref="ProbeList.Find"/>.</param>
/// <param name="longestStallSince">Normally <see cref="StallWatch.LongestSince"/>.</param>
internal sealed partial class ProbeRunner(
    string region,
    ProbeMeans means,
    Func<string, ProbeKind?> find,
    Func<long, TimeSpan> longestStallSince,
    TimeProvider time,
    ILogger log
)
{
    public const int MaxDetailLength = 256;

    /// <summary>What a probe may take to hang up once its time is over: a BYE, the release of an allocation.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>Half of the margin that a call's turn has for it.</summary>
    private static readonly TimeSpan LongestLateForTurn = CallLine.Margin / 2;

    private static readonly TimeSpan MaxClockChange = TimeSpan.FromMilliseconds(1);

    /// <summary>Evidence of runs that are up, too: for somebody who watches one run.</summary>
    public bool EvidenceAlways { get; init; }

    /// <param name="laneWait">What the run has waited for its start so far.</param>
    /// <param name="halt">Ends it for a reason of the worker's own.</param>
    public async Task<ProbeResult> RunAsync(PlannedRun planned, TimeSpan laneWait, Halt halt)
    {
        var startedAt = Instant.Now(time);
        var started = time.GetTimestamp();
        var run = new ProbeRun(planned.Target.Id, region, planned.Target.Timeout, means, time)
        {
            Interval = planned.Target.Interval,
        };
        var judgement = RefuseToStart(planned, startedAt, halt) ?? await JudgeAsync(planned, run, started, halt);
        var duration = time.GetElapsedTime(started);
        var evidence = EvidenceAlways || judgement.Outcome != Outcome.Up ? run.Evidence.ToString() : "";

        return new ProbeResult
        {
            Target = planned.Target.Id,
            Region = region,
            ScheduledAt = planned.ScheduledAt,
            StartedAt = startedAt,
            Trigger = planned.Trigger,
            Outcome = judgement.Outcome,
            Reason = judgement.Reason,
            Detail = judgement.Detail is { } detail ? Printable.Text(detail, MaxDetailLength) : null,
            Duration = duration,
            LaneWait = laneWait,
            Phases = run.Phases,
            Measurements = run.Measurements,
            Address = run.Address?.ToString(),
            TimingError = run.TimingError,
            Evidence = evidence.Length > 0 ? evidence : null,
        };
    }

    private static Judgement? RefuseToStart(PlannedRun planned, Instant startedAt, Halt halt)
    {
        if (halt.Token.IsCancellationRequested)
            return halt.Judgement;

        if (planned.Trigger == Trigger.Manual)
            return null;

        if (!planned.HasTurn)
        {
            return Judgement.Unknown(
                Reason.CallHeld,
                $"Other probe calls to {planned.Target.Check.CalledHost} left no room for this one: one at a time goes there, over all regions."
            );
        }

        // No run is handed out early: it waited while the clock was set back, and nobody has noticed yet.
        var late = startedAt - planned.ScheduledAt;
        if (late < -ClockOffset.MaxStep)
        {
            return Judgement.Unknown(
                Reason.ClockSkew,
                $"The worker's wall clock was set back by at least {Seconds(-late)} s while this run waited."
            );
        }

        var lateForTurn = startedAt - planned.StartsAt;
        if (planned.Target.Check.CalledHost is not null && lateForTurn > LongestLateForTurn)
        {
            return Judgement.Unknown(
                Reason.WorkerLate,
                $"The worker came to this call {Seconds(lateForTurn)} s after its turn: another one may be under way by now."
            );
        }

        return late > planned.Target.Interval / 2
            ? Judgement.Unknown(
                Reason.WorkerLate,
                $"The worker came to this run {Seconds(late)} s after its slot, later than half an interval."
            )
            : null;
    }

    private async Task<Judgement> JudgeAsync(PlannedRun planned, ProbeRun run, long started, Halt halt)
    {
        var clock = ClockOffset.Read(time);
        var judgement = await AttemptAsync(planned, run, halt);
        if (judgement.Outcome == Outcome.Unknown)
            return judgement;

        var step = ClockOffset.Read(time) - clock;
        if (step.Duration() > MaxClockChange)
        {
            return Judgement.Unknown(
                Reason.WorkerClock,
                $"The worker's wall clock moved by {Seconds(step)} s against its monotonic clock during the run."
            );
        }

        var stall = longestStallSince(started);
        return stall > run.TimeLimit / 10
            ? Judgement.Unknown(
                Reason.WorkerStarved,
                $"The worker itself stood still for {Seconds(stall)} s during the run."
            )
            : judgement;
    }

    private async Task<Judgement> AttemptAsync(PlannedRun planned, ProbeRun run, Halt halt)
    {
        using var limit = new CancellationTokenSource(run.TimeLimit, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, halt.Token);
        try
        {
            var check = planned.Target.Check;
            if (find(check.Kind) is not { } kind)
                return Judgement.Unknown(Reason.InternalError, $"This worker knows no probe of kind '{check.Kind}'.");

            var judgement = await EndAsync(kind.RunAsync(check, run, deadline.Token), deadline.Token);
            return judgement.Outcome == Outcome.Up ? run.Concern ?? judgement : judgement;
        }
        catch (Exception e)
        {
            if (halt.Token.IsCancellationRequested)
                return halt.Judgement;

            if (Escape.Judge(e) is { } judgement)
                return judgement;

            if (limit.IsCancellationRequested && e is not HungException)
                return TimedOut(run);

            LogProbeBroke(e, planned.Target.Check.Kind, planned.Target.Id);
            return Judgement.Unknown(Reason.InternalError, $"{e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>Waits for the probe, but not for ever: one that ignores its deadline must not hold its lane.</summary>
    private async Task<Judgement> EndAsync(Task<Judgement> probe, CancellationToken deadline)
    {
        await EitherAsync(probe, deadline);
        if (!probe.IsCompleted)
        {
            using var ended = new CancellationTokenSource();
            await Task.WhenAny(probe, Task.Delay(Grace, time, ended.Token));
            ended.Cancel();
        }

        return probe.IsCompleted ? await probe : throw new HungException();
    }

    /// <summary>Returns once the probe has ended or the time is over; never on the thread of whoever says so.</summary>
    private static async Task EitherAsync(Task probe, CancellationToken deadline)
    {
        var either = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = deadline.Register(() => either.TrySetResult());
        _ = probe.ContinueWith(
            _ => either.TrySetResult(),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Current
        );
        await either.Task;
    }

    private static Judgement TimedOut(ProbeRun run) =>
        Judgement.Down(
            Reason.Timeout,
            run.LastPhase is { } phase
                ? $"Not finished within {Seconds(run.TimeLimit)} s: the time ran out in phase {phase}."
                : $"Not finished within {Seconds(run.TimeLimit)} s."
        );

    private static string Seconds(TimeSpan duration) =>
        duration.TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture);

    [LoggerMessage(LogLevel.Error, "The {Kind} probe of {Target} broke; its result is unknown")]
    private partial void LogProbeBroke(Exception exception, string kind, string target);

    private sealed class HungException() : Exception("The probe did not end when its time was over.");
}
