using Ringback.Tests.Simulation.Engine;

namespace Ringback.Tests.Simulation.World;

/// <summary>The clock of whoever seals days: a day later than it is less a little, and with short hours. So what is kept for a day is gone in minutes.</summary>
/// <remarks>It is right: one that were wrong by minutes here would be one that is wrong by days.</remarks>
/// <param name="lag">Of the day.</param>
/// <param name="hour">What a pause of an hour takes.</param>
internal sealed class RetentionClock(Loop loop, Host host, TimeSpan lag, TimeSpan hour) : TimeProvider
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    public override long TimestampFrequency => host.Time.TimestampFrequency;

    public override long GetTimestamp() => host.Time.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => Box.Start + TimeSpan.FromTicks(loop.Now) + TimeSpan.FromDays(1) - lag;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        host.Time.CreateTimer(callback, state, Shortened(dueTime), period);

    private TimeSpan Shortened(TimeSpan pause)
    {
        if (pause == Timeout.InfiniteTimeSpan)
            return pause;

        var shortened = pause * (hour / TimeSpan.FromHours(1));
        return shortened > Least ? shortened : Least;
    }
}
