using Ringback.ProbeWorker.Probes;

namespace Ringback.ProbeWorker.Machine;

/// <summary>The real one, of this process: one for all its workers.</summary>
internal sealed class ThisMachine : IMachine
{
    private static readonly StallWatch Stalls = new(TimeProvider.System); // watches as long as the process lives

    private ThisMachine() { }

    public static ThisMachine Instance { get; } = new();

    public TimeProvider Time => TimeProvider.System;

    public TaskScheduler Pool => TaskScheduler.Default;

    public TimeSpan LongestStallSince(long since) => Stalls.LongestSince(since);

    public ILoopThread Thread(string name, Func<TimeSpan> turn) => new LoopThread(name, turn);
}
