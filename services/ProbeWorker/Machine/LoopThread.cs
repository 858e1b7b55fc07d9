namespace Ringback.ProbeWorker.Machine;

/// <summary>A thread of its own: work that floods the pool does not delay it.</summary>
internal sealed class LoopThread : ILoopThread
{
    private readonly Func<TimeSpan> _turn;
    private readonly object _gate = new(); // a monitor: nothing to dispose of under those who still wake it
    private readonly Thread _thread;
    private bool _started;
    private bool _woken;
    private bool _stopping;

    public LoopThread(string name, Func<TimeSpan> turn)
    {
        _turn = turn;
        _thread = new Thread(Run) { IsBackground = true, Name = name };
    }

    public void Start()
    {
        lock (_gate)
            _started = true;

        _thread.Start();
    }

    public void Wake()
    {
        lock (_gate)
        {
            _woken = true;
            Monitor.Pulse(_gate);
        }
    }

    public void Stop()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.Pulse(_gate);
            if (!_started)
                return;
        }

        _thread.Join();
    }

    private void Run()
    {
        do
        {
            var sleep = _turn();
            if (sleep != TimeSpan.Zero)
                Sleep(sleep);
        } while (!IsStopping());
    }

    private void Sleep(TimeSpan time)
    {
        var until = time == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + Milliseconds(time);
        lock (_gate)
        {
            while (!_woken && !_stopping && until - Environment.TickCount64 is > 0 and var left)
                Monitor.Wait(_gate, (int)Math.Min(left, int.MaxValue));

            _woken = false;
        }
    }

    private bool IsStopping()
    {
        lock (_gate)
            return _stopping;
    }

    private static long Milliseconds(TimeSpan time) => (long)Math.Ceiling(time.TotalMilliseconds);
}
