namespace Ringback.ProbeWorker.Probes;

/// <summary>Notices when this process does not get to run: its own thread wakes late, or the pool leaves work lying.</summary>
/// <remarks>
/// A probe's continuations run on the thread pool, so a pool without a free thread delays its timers just as a machine
/// without a free core does. Both are the worker's fault, never the target's.
/// </remarks>
internal sealed class StallWatch : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LeastStall = TimeSpan.FromMilliseconds(10);

    private readonly TimeProvider _time;
    private readonly StallHistory _history;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private long _pinged;
    private bool _answered = true;

    public StallWatch(TimeProvider time)
    {
        _time = time;
        _history = new StallHistory(time);
        _thread = new Thread(Watch) { IsBackground = true, Name = "stall watch" };
        _thread.Start();
    }

    /// <summary>The longest stall that overlaps the time since then.</summary>
    /// <param name="since">A timestamp of the <see cref="TimeProvider"/>.</param>
    public TimeSpan LongestSince(long since)
    {
        var unanswered = Volatile.Read(ref _answered)
            ? TimeSpan.Zero
            : _time.GetElapsedTime(Volatile.Read(ref _pinged));
        var past = _history.LongestSince(since);
        return unanswered > past ? unanswered : past;
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Watch()
    {
        var last = _time.GetTimestamp();
        while (!_stop.Wait(Tick))
        {
            var now = _time.GetTimestamp();
            Note(_time.GetElapsedTime(last, now) - Tick, now);
            last = now;
            if (Volatile.Read(ref _answered))
                PingPool(now);
        }
    }

    private void PingPool(long now)
    {
        Volatile.Write(ref _pinged, now);
        Volatile.Write(ref _answered, false);
        ThreadPool.UnsafeQueueUserWorkItem(
            static watch =>
            {
                var answered = watch._time.GetTimestamp();
                watch.Note(watch._time.GetElapsedTime(watch._pinged, answered), answered);
                Volatile.Write(ref watch._answered, true);
            },
            this,
            preferLocal: false
        );
    }

    private void Note(TimeSpan stall, long end)
    {
        if (stall >= LeastStall)
            _history.Add(stall, end);
    }
}
