namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>The kernel's clocks in nanoseconds, where <see cref="TimeProvider"/> is too coarse or cannot sleep.</summary>
internal static class KernelClock
{
    /// <summary>CLOCK_REALTIME, the clock of packet stamps.</summary>
    public static RealtimeStamp Realtime => new(Read(Libc.ClockRealtime));

    /// <summary>CLOCK_MONOTONIC in nanoseconds since an arbitrary start.</summary>
    public static long Monotonic => Read(Libc.ClockMonotonic);

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
