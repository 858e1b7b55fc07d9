namespace Ringback.Tests.Simulation.Engine;

/// <summary>The pool of one process: everything that becomes ready waits for the loop to choose it.</summary>
internal sealed class HostScheduler(Loop loop, Host host) : TaskScheduler
{
    public void Execute(Task task) => TryExecuteTask(task);

    protected override void QueueTask(Task task)
    {
        if (host.IsAlive)
            loop.Ready(host, task);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
