namespace Ringback.Tests.Benchmarks.Figures;

internal static class Stopwatch
{
    /// <summary>How long it takes to do all of it, so many at once, each taking the next as soon as it is free.</summary>
    public static async Task<TimeSpan> TimeAsync<T>(int atOnce, IReadOnlyList<T> all, Func<T, Task> one)
    {
        GC.Collect(); // what was made before is not this one's garbage
        var started = TimeProvider.System.GetTimestamp();
        var next = -1;
        await Task.WhenAll(
            Enumerable
                .Range(0, atOnce)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        for (
                            var mine = Interlocked.Increment(ref next);
                            mine < all.Count;
                            mine = Interlocked.Increment(ref next)
                        )
                            await one(all[mine]);
                    })
                )
        );
        return TimeProvider.System.GetElapsedTime(started);
    }
}
