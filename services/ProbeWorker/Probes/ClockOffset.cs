namespace Ringback.ProbeWorker.Probes;

/// <summary>Wall clock less monotonic clock: constant but for steps, as a slew moves both alike.</summary>
internal static class ClockOffset
{
    /// <summary>By more than this it was set: the runs under way are not to be believed, and slots are computed anew.</summary>
    public static readonly TimeSpan MaxStep = TimeSpan.FromSeconds(1);

    private const int MaxTries = 8;
    private static readonly TimeSpan TightEnough = TimeSpan.FromMicroseconds(20);

    /// <summary>The tightest of a few readings: a thread taken off its core between two clocks is no step.</summary>
    public static TimeSpan Read(TimeProvider time)
    {
        var best = TimeSpan.MaxValue;
        var offset = TimeSpan.Zero;
        for (var i = 0; i < MaxTries && best > TightEnough; i++)
        {
            var before = time.GetTimestamp();
            var wall = time.GetUtcNow();
            var width = time.GetElapsedTime(before);
            if (width >= best)
                continue;

            best = width;
            offset = wall - DateTimeOffset.UnixEpoch - time.GetElapsedTime(0, before) - (width / 2);
        }

        return offset;
    }
}
