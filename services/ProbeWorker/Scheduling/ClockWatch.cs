using Ringback.ProbeWorker.Probes;

namespace Ringback.ProbeWorker.Scheduling;

/// <summary>Notices when the wall clock is set: it steps against the monotonic one by more than a second.</summary>
internal sealed class ClockWatch(TimeProvider time)
{
    private TimeSpan _offset = ClockOffset.Read(time);

    /// <summary>By how much it was set since the last such step, or the start; null where it was not.</summary>
    public TimeSpan? TakeStep()
    {
        var offset = ClockOffset.Read(time);
        var step = offset - _offset;
        if (step.Duration() <= ClockOffset.MaxStep)
            return null;

        _offset = offset;
        return step;
    }
}
