namespace Ringback.Tests.Simulation.Engine;

/// <summary>A process. It ends at any await: what it would have gone on with never runs again.</summary>
internal sealed class Host
{
    private readonly Loop _loop;
    private readonly List<Task> _held = [];
    private readonly List<Action> _atEnd = [];
    private long _pausedUntil;
    private int? _tasksToLive;

    public Host(Loop loop, Box box, string name, int number)
    {
        (_loop, Box, Name, Number) = (loop, box, name, number);
        Pool = new HostScheduler(loop, this);
        Time = new HostTime(loop, this);
    }

    public Box Box { get; }

    public string Name { get; }

    public int Number { get; }

    public bool IsAlive { get; private set; } = true;

    public HostScheduler Pool { get; }

    public HostTime Time { get; }

    /// <summary>Pauses so far: when each ended and how long it was.</summary>
    public List<(long End, TimeSpan Length)> Pauses { get; } = [];

    /// <summary>Begins work on this process.</summary>
    public Task Start(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, Pool).Unwrap();

    public void Post(Action work) => new Task(work).Start(Pool);

    /// <summary>Called when it ends, by whoever waits for its connections to break.</summary>
    public void AtEnd(Action then) => _atEnd.Add(then);

    public void Kill()
    {
        if (!IsAlive)
            return;

        IsAlive = false;
        _loop.Trace.Note(_loop.Now, $"{Name} is dead");
        foreach (var then in _atEnd)
            then();
    }

    /// <summary>Ends after so many more steps: in the midst of whatever it does then.</summary>
    public void KillAfter(int tasks) => _tasksToLive = tasks;

    /// <summary>Nothing of it runs for a while: a collection of garbage, a machine taken away by its hypervisor.</summary>
    public void Pause(TimeSpan length)
    {
        _pausedUntil = _loop.Now + length.Ticks;
        Pauses.Add((_pausedUntil, length));
        _loop.After(
            length,
            () =>
            {
                foreach (var task in _held)
                    _loop.Ready(this, task);

                _held.Clear();
            }
        );
    }

    public void Run(Task task)
    {
        if (!IsAlive)
            return;

        if (_loop.Now < _pausedUntil)
        {
            _held.Add(task);
            return;
        }

        if (_tasksToLive is { } left && (_tasksToLive = left - 1) < 0)
            Kill();
        else
            Pool.Execute(task);
    }
}

/// <summary>The end of a process within one of its calls: nothing of it goes on.</summary>
internal sealed class CrashException() : Exception("the process is dead");
