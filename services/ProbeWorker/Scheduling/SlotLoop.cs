using Ringback.ProbeWorker.Machine;
using Ringback.ProbeWorker.Probes;

namespace Ringback.ProbeWorker.Scheduling;

/// <summary>The one that looks at the clock: hands out what the <see cref="Agenda"/> says is due, and sleeps.</summary>
/// <remarks>On a thread of its own: work that floods the pool must not delay slots.</remarks>
internal sealed class SlotLoop
{
    /// <summary>So that a clock that was set is noticed soon, whenever the next slot is.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(250);

    private readonly Agenda _agenda;
    private readonly Action<PlannedRun> _dispatch;
    private readonly Action<TimeSpan> _clockStepped;
    private readonly ILoopThread _thread;

    /// <param name="dispatch">Must neither block nor throw.</param>
    /// <param name="clockStepped">Called before anything is dispatched by the new reading of the clock.</param>
    public SlotLoop(Agenda agenda, Action<PlannedRun> dispatch, Action<TimeSpan> clockStepped, IMachine machine)
    {
        _agenda = agenda;
        _dispatch = dispatch;
        _clockStepped = clockStepped;
        _thread = machine.Thread("slots", Turn);
    }

    /// <summary>Apart from the constructor: a run may be over, and call back, before its owner has the new object.</summary>
    public void Start() => _thread.Start();

    /// <summary>The agenda has changed.</summary>
    public void Wake() => _thread.Wake();

    /// <summary>Returns once the last dispatch has; waking it is harmless from then on.</summary>
    public void Stop() => _thread.Stop();

    private TimeSpan Turn()
    {
        var (runs, clockStep) = _agenda.Tick();
        if (clockStep is { } step)
            _clockStepped(step);

        foreach (var run in runs)
            _dispatch(run);

        var sleep = _agenda.UntilNext();
        return sleep < TimeSpan.Zero ? TimeSpan.Zero
            : sleep < LongestSleep ? sleep
            : LongestSleep;
    }
}
