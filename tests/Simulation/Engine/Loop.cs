namespace Ringback.Tests.Simulation.Engine;

/// <summary>One thread, virtual time, and one seed that decides whatever could have come otherwise: which of several ready tasks goes on, how long anything takes.</summary>
internal sealed class Loop(int seed)
{
    /// <summary>Far more than any seed needs: beyond it something turns without end.</summary>
    private const int MaxSteps = 20_000_000;

    private readonly PriorityQueue<Action, (long At, int Tie)> _events = new();
    private readonly List<(Host Host, Task Task)> _ready = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private string? _failure;
    private int _steps;

    public Random Random { get; } = new(seed);

    public Trace Trace { get; } = new();

    /// <summary>Ticks of true time since the beginning.</summary>
    public long Now { get; private set; }

    public int Steps => _steps;

    public void At(long at, Action happens) => _events.Enqueue(happens, (Math.Max(at, Now), Random.Next()));

    public void After(TimeSpan delay, Action happens) => At(Now + delay.Ticks, happens);

    public void Ready(Host host, Task task)
    {
        if (Environment.CurrentManagedThreadId != _thread)
            Fail($"something went on outside the simulation, on a thread of the real pool\n{Environment.StackTrace}");
        else
            _ready.Add((host, task));
    }

    /// <summary>The first one counts. Not thrown here: production code catches much.</summary>
    public void Fail(string why) => _failure ??= $"at {TimeSpan.FromTicks(Now)}: {why}";

    /// <exception cref="SimulationException">Something must not have happened.</exception>
    public void RunUntil(long until)
    {
        while (Step(until))
        {
            if (++_steps > MaxSteps)
                Fail("the simulation does not come to an end");

            if (_failure is { } why)
                throw new SimulationException(why);
        }
    }

    public bool Chance(double probability) => Random.NextDouble() < probability;

    /// <summary>Evenly between two lengths of time.</summary>
    public TimeSpan Between(double fromSeconds, double toSeconds) =>
        TimeSpan.FromMicroseconds(Math.Round(1e6 * (fromSeconds + (Random.NextDouble() * (toSeconds - fromSeconds)))));

    public T Pick<T>(IReadOnlyList<T> items) => items[Random.Next(items.Count)];

    private bool Step(long until)
    {
        if (_ready.Count > 0)
        {
            var index = Random.Next(_ready.Count);
            var (host, task) = _ready[index];
            _ready[index] = _ready[^1];
            _ready.RemoveAt(_ready.Count - 1);
            Trace.Step(Now, host);
            host.Run(task);
            return true;
        }

        if (!_events.TryPeek(out var happens, out var key) || key.At > until)
        {
            Now = until;
            return false;
        }

        _events.Dequeue();
        Now = key.At;
        happens();
        return true;
    }
}

internal sealed class SimulationException(string message) : Exception(message);
