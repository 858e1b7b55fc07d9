namespace Ringback.Tests.Simulation.Engine;

/// <summary>The clocks of one process: the monotonic one is true, the wall clock is its machine's.</summary>
internal sealed class HostTime(Loop loop, Host host) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => loop.Now;

    public override DateTimeOffset GetUtcNow() => host.Box.ReadWall();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HostTimer(loop, host, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Never early, often a little late.</summary>
    private sealed class HostTimer(Loop loop, Host host, TimerCallback callback, object? state) : ITimer
    {
        private int _version;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var version = ++_version;
            if (dueTime != Timeout.InfiniteTimeSpan)
                loop.After(dueTime + loop.Between(0, 0.004), () => Fire(version, period));

            return true;
        }

        public void Dispose() => _version++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire(int version, TimeSpan period)
        {
            if (version != _version || !host.IsAlive)
                return;

            host.Post(() => callback(state));
            if (period != Timeout.InfiniteTimeSpan && period > TimeSpan.Zero)
                Change(period, period);
        }
    }
}
