namespace Ringback.ProbeWorker.Machine;

/// <summary>What a worker runs on: a clock, a pool, and threads of its own.</summary>
internal interface IMachine
{
    TimeProvider Time { get; }

    /// <summary>Where runs and deliveries go on.</summary>
    TaskScheduler Pool { get; }

    /// <summary>The longest time since then in which this process did not get to run.</summary>
    /// <param name="since">A timestamp of <see cref="Time"/>.</param>
    TimeSpan LongestStallSince(long since);

    /// <summary>A thread for one loop, not yet started.</summary>
    /// <param name="turn">One turn of the loop; must not throw. Returns how long to sleep before the next: <see cref="Timeout.InfiniteTimeSpan"/> for until woken.</param>
    ILoopThread Thread(string name, Func<TimeSpan> turn);
}

/// <summary>Turns a loop, never twice at once.</summary>
internal interface ILoopThread
{
    /// <summary>Apart from its making: a turn may call back before its owner has the new object.</summary>
    void Start();

    /// <summary>Ends its sleep, or the next one if it is awake; harmless once it is stopped.</summary>
    void Wake();

    /// <summary>Returns once the last turn has.</summary>
    void Stop();
}
