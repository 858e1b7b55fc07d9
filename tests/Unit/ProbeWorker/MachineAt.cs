using Ringback.ProbeWorker.Machine;

namespace Ringback.Tests.Unit.ProbeWorker;

/// <summary>This machine with another clock.</summary>
internal sealed class MachineAt(TimeProvider time) : IMachine
{
    public TimeProvider Time => time;

    public TaskScheduler Pool => TaskScheduler.Default;

    public TimeSpan LongestStallSince(long since) => TimeSpan.Zero;

    public ILoopThread Thread(string name, Func<TimeSpan> turn) => new LoopThread(name, turn);
}
