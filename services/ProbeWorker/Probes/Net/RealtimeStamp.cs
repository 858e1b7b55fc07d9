namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>A reading of CLOCK_REALTIME, which is what the kernel stamps packets with.</summary>
/// <remarks>
/// Subtract it only from another one. The wall clock may step between the two: the runner watches for that.
/// </remarks>
/// <param name="Nanoseconds">Since the Unix epoch.</param>
internal readonly record struct RealtimeStamp(long Nanoseconds)
{
    public static RealtimeStamp Now => KernelClock.Realtime;

    /// <returns>Time from <paramref name="earlier"/> to <paramref name="later"/>, cut to 100 ns.</returns>
    public static TimeSpan operator -(RealtimeStamp later, RealtimeStamp earlier) =>
        TimeSpan.FromTicks((later.Nanoseconds - earlier.Nanoseconds) / TimeSpan.NanosecondsPerTick);
}
