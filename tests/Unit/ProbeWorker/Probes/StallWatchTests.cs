using Microsoft.Extensions.Time.Testing;
using Ringback.ProbeWorker.Probes;

namespace Ringback.Tests.Unit.ProbeWorker.Probes;

public class StallWatchTests
{
    [Fact]
    public void A_stall_counts_only_as_far_as_it_overlaps_the_run()
    {
        var time = new FakeTimeProvider();
        var history = new StallHistory(time);
        long After(double seconds) => time.GetTimestamp() + (long)(seconds * time.TimestampFrequency);

        history.Add(TimeSpan.FromSeconds(2), After(10));

        Assert.Equal(TimeSpan.FromSeconds(2), history.LongestSince(After(0)));
        Assert.Equal(TimeSpan.FromSeconds(0.5), history.LongestSince(After(9.5)));
        Assert.Equal(TimeSpan.Zero, history.LongestSince(After(11)));
    }

    [Fact]
    public void Only_the_latest_stalls_are_remembered()
    {
        var time = new FakeTimeProvider();
        var history = new StallHistory(time);
        history.Add(TimeSpan.FromSeconds(5), time.GetTimestamp() + time.TimestampFrequency * 5);
        for (var i = 0; i < 5000; i++)
            history.Add(TimeSpan.FromMilliseconds(10), time.GetTimestamp() + time.TimestampFrequency * 5);

        Assert.Equal(TimeSpan.FromMilliseconds(10), history.LongestSince(time.GetTimestamp()));
    }

    [Fact]
    public void A_pool_without_a_free_thread_is_a_stall()
    {
        using var watch = new StallWatch(TimeProvider.System);
        var since = TimeProvider.System.GetTimestamp();
        using var release = new ManualResetEventSlim();
        ThreadPool.GetMaxThreads(out var max, out _);
        var hogs = Math.Min(max, 2000);
        var done = new CountdownEvent(hogs);
        for (var i = 0; i < hogs; i++)
        {
            ThreadPool.QueueUserWorkItem(_ =>
            {
                release.Wait();
                done.Signal();
            });
        }

        try
        {
            Assert.True(
                SpinWait.SpinUntil(() => watch.LongestSince(since) > TimeSpan.FromMilliseconds(200), 60_000),
                "The watch saw nothing of a pool whose threads all wait."
            );
        }
        finally
        {
            release.Set();
            done.Wait(TestContext.Current.CancellationToken);
        }
    }
}
