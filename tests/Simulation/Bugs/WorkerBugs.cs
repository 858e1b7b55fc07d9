using Ringback.Model.Results;
using Ringback.Tests.Simulation.Engine;

namespace Ringback.Tests.Simulation.Bugs;

/// <summary>A worker whose clock, or whose word, is wrong.</summary>
internal static class WorkerBugs
{
    public static IReadOnlyList<PlantedBug> All { get; } =
    [
        new("durations by the wall clock") { WrongClock = (loop, host) => new WallClockOnly(host) },
        new("a set clock is not noticed")
        {
            WrongResult = Unless(Reason.ClockSkew, Reason.WorkerClock, result => Known(result, Outcome.Up, null)),
        },
        new("a vantage point that is offline blames its targets")
        {
            WrongResult = Unless(
                Reason.VantageOffline,
                null,
                result => Known(result, Outcome.Down, Reason.ConnectionRefused)
            ),
        },
        new("a late run is judged down")
        {
            WrongResult = Unless(Reason.WorkerLate, null, result => Known(result, Outcome.Down, Reason.Timeout)),
        },
        new("a bug of the probe is the target's downtime")
        {
            WrongResult = Unless(
                Reason.InternalError,
                null,
                result => Known(result, Outcome.Down, Reason.ConnectionClosed)
            ),
        },
        new("a shutdown is the target's downtime")
        {
            WrongResult = Unless(Reason.Cancelled, null, result => Known(result, Outcome.Down, Reason.Timeout)),
        },
        new("a worker that stood still believes itself")
        {
            WrongResult = Unless(Reason.WorkerStarved, null, result => Known(result, Outcome.Down, Reason.Timeout)),
        },
        new("slots counted from the start of the process")
        {
            WrongResult = result => result with { ScheduledAt = result.StartedAt },
        },
        new("a missed slot is caught up")
        {
            WrongResult = result =>
                result.Outcome == Outcome.Up && result.ScheduledAt.Microseconds % 5 == 0
                    ? result with
                    {
                        ScheduledAt = result.ScheduledAt - TimeSpan.FromSeconds(30),
                    }
                    : result,
        },
        new("a confirm run passes for a scheduled one")
        {
            WrongResult = result => result with { Trigger = Trigger.Schedule },
        },
        new("a run says its slot for its start")
        {
            WrongResult = result => result with { StartedAt = result.ScheduledAt },
        },
        new("time in the lane counts as the run's")
        {
            WrongResult = result => result with { Duration = result.Duration + result.LaneWait },
        },
    ];

    private static Func<ProbeResult, ProbeResult> Unless(
        Reason reason,
        Reason? other,
        Func<ProbeResult, ProbeResult> wrong
    ) => result => result.Reason == reason || (other is not null && result.Reason == other) ? wrong(result) : result;

    private static ProbeResult Known(ProbeResult result, Outcome outcome, Reason? reason) =>
        result with
        {
            Outcome = outcome,
            Reason = reason,
        };

    /// <summary>Elapsed time as a difference of wall-clock readings.</summary>
    private sealed class WallClockOnly(Host host) : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => GetUtcNow().UtcTicks;

        public override DateTimeOffset GetUtcNow() => host.Time.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            host.Time.CreateTimer(callback, state, dueTime, period);
    }
}
