using System.Runtime.CompilerServices;

namespace Ringback.ProbeWorker.Machine;

internal static class Pools
{
    /// <summary>Waits for the end, whichever it is.</summary>
    public static ConfiguredTaskAwaitable Ended(this Task task) =>
        task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    /// <summary>Begins work on a pool; whatever it awaits goes on there, too.</summary>
    public static Task Start(this TaskScheduler pool, Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, pool).Unwrap();
}
