using Ringback.ProbeWorker.Probes;

namespace Ringback.ProbeWorker.Scheduling;

/// <summary>The one thread that looks at the clock: hands out what the <see cref="Agenda"/> says is due, and sleeps.</summary>
/// <remarks>A thread of its own: work that floods the pool must not delay slots.</remarks>
internal sealed class SlotThread : IDisposable
{
    /// <summary>So that a clock that was set is noticed soon, whenever the next slot is.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(250);

    private readonly Agenda _agenda;
    private readonly Action<PlannedRun> _dispatch;
    private readonly Action<TimeSpan> _clockStepped;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private volatile bool _stopping;

    /// <param name="dispatch">Must neither block nor throw.</param>
    /// <param name="clockStepped">Called before anything is dispatched by the new reading of the clock.</param>
    public SlotThread(Agenda agenda, Action<PlannedRun> dispatch, Action<TimeSpan> clockStepped)
    {
        _agenda = agenda;
        _dispatch = dispatch;
        _clockStepped = clockStepped;
        _thread = new Thread(Run) { IsBackground = true, Name = "slots" };
    }

    /// <summary>Apart from the constructor: a run may be over, and call back, before its owner has the new object.</summary>
    public void Start() => _thread.Start();

    /// <summary>The agenda has changed.</summary>
    public void Wake() => _wake.Set();

    /// <summary>Returns once the last dispatch has; waking it is harmless from then on.</summary>
    public void Stop()
    {
        _stopping = true;
        _wake.Set();
        _thread.Join();
    }

    public void Dispose()
    {
        Stop();
        _wake.Dispose();
    }

    private void Run()
    {
        while (!_stopping)
        {
            var (runs, clockStep) = _agenda.Tick();
            if (clockStep is { } step)
                _clockStepped(step);

            foreach (var run in runs)
                _dispatch(run);

            var sleep = _agenda.UntilNext();
            if (sleep > TimeSpan.Zero)
                _wake.WaitOne((int)Math.Ceiling(Math.Min(sleep.TotalMilliseconds, LongestSleep.TotalMilliseconds)));
        }
    }
}
