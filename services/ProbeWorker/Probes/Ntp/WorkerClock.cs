namespace Ringback.ProbeWorker.Probes.Ntp;

/// <summary>What the kernel says of this machine's own clock (adjtimex).</summary>
/// <param name="IsSynchronised">Somebody disciplines it, and has told the kernel so.</param>
/// <param name="MaxError">Grows by 500 µs a second since it was last set.</param>
internal readonly record struct WorkerClock(bool IsSynchronised, TimeSpan MaxError)
{
    /// <summary>Whether it may tell a server that it is wrong by more than <paramref name="limit"/> (semantics, "Time").</summary>
    public bool Vouches(TimeSpan limit) => IsSynchronised && MaxError < limit / 2;

    public static unsafe WorkerClock Read()
    {
        var time = default(KernelTime.Timex);
        var state = KernelTime.Adjust(&time);
        var unsynchronised =
            state is < 0 or KernelTime.StateError || (time.Status & KernelTime.StatusUnsynchronised) != 0;
        return new WorkerClock(!unsynchronised, TimeSpan.FromMicroseconds(time.MaxError));
    }
}
