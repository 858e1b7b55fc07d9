using Ringback.ProbeWorker.Machine;

namespace Ringback.ProbeWorker.Scheduling;

/// <summary>Work of one kind: so much at once, the rest waits in order. Entering never blocks.</summary>
/// <param name="work">Gets what entered and how long it waited.</param>
/// <param name="escaped">Told of what the work let escape, which is a bug: it holds no place in the lane.</param>
internal sealed class Lane<T>(
    int concurrency,
    Func<T, TimeSpan, Task> work,
    Action<Exception> escaped,
    IMachine machine
)
{
    private readonly Lock _lock = new();
    private readonly Queue<(T Item, long Entered)> _waiting = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private bool _closed;

    public int Waiting
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    public void Enter(T item)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _waiting.Enqueue((item, machine.Time.GetTimestamp()));
            if (_running == concurrency)
                return;

            _running++;
        }

        _ = machine.Pool.Start(WorkAsync);
    }

    /// <summary>Takes nothing more; completes when all that entered is done.</summary>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _closed = true;
            if (_running == 0)
                _drained.TrySetResult();
        }

        return _drained.Task;
    }

    private async Task WorkAsync()
    {
        while (TryNext(out var item, out var entered))
        {
            try
            {
                await work(item, machine.Time.GetElapsedTime(entered));
            }
            catch (Exception e)
            {
                escaped(e);
            }
        }
    }

    private bool TryNext(out T item, out long entered)
    {
        lock (_lock)
        {
            if (_waiting.TryDequeue(out var next))
            {
                (item, entered) = next;
                return true;
            }

            _running--;
            if (_closed && _running == 0)
                _drained.TrySetResult();
        }

        (item, entered) = (default!, 0);
        return false;
    }
}
