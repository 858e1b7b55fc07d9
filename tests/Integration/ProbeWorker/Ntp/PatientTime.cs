namespace Ringback.Tests.Integration.ProbeWorker.Ntp;

/// <summary>The system's clocks, by which nobody's patience ever ends: what a run waits for, it waits for until it comes.</summary>
internal sealed class PatientTime : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
