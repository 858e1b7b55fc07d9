namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>The kernel's clocks in nanoseconds, where <see cref="TimeProvider"/> is too coarse or cannot sleep.</summary>
internal static class KernelClock
{
    /// <summary>CLOCK_REALTIME, the clock of packet stamps.</summary>
    public static RealtimeStamp Realtime => new(Read(Libc.ClockRealtime));

    /// <summary>CLOCK_MONOTONIC in nanoseconds since an arbitrary start.</summary>
    public static long Monotonic => Read(Libc.ClockMonotonic);

    /// <summary>CLOCK_REALTIME − CLOCK_MONOTONIC: constant until the wall clock is stepped or slewed.</summary>
    /// <remarks>Read at start and end of a run: a change of more than 1 ms spoils what was computed from stamps.</remarks>
    public static TimeSpan Epoch
    {
        get
        {
            // The narrower the two monotonic readings around it, the truer: an interruption between them would look
            // like a step.
            var (best, width) = (0L, long.MaxValue);
            for (var attempt = 0; attempt < 3; attempt++)
            {
                var before = Monotonic;
                var realtime = Realtime.Nanoseconds;
                var after = Monotonic;
                if (after - before < width)
                    (best, width) = (realtime - before - ((after - before) / 2), after - before);
            }

            return TimeSpan.FromTicks(best / TimeSpan.NanosecondsPerTick);
        }
    }

    /// <summary>Blocks the calling thread until <see cref="Monotonic"/> reaches a point, through any signal.</summary>
    public static unsafe void SleepUntil(long monotonic)
    {
        var (seconds, nanoseconds) = Math.DivRem(monotonic, 1_000_000_000);
        var request = new Libc.Timespec { Seconds = seconds, Nanoseconds = nanoseconds };
        while (Libc.Sleep(Libc.ClockMonotonic, Libc.TimerAbsolute, &request, null) == Libc.Interrupted) { }
    }

    private static unsafe long Read(int clock)
    {
        Libc.Timespec time;
        return Libc.GetClock(clock, &time) == 0
            ? time.TotalNanoseconds
            : throw new PlatformNotSupportedException("This system has no such clock.");
    }
}
