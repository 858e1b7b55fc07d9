namespace Ringback.ProbeWorker.Runs;

/// <summary>The last requests that were taken: a broker may tell of one twice.</summary>
internal sealed class AskedRuns
{
    private const int Remembered = 1_000;

    private readonly Lock _lock = new();
    private readonly HashSet<long> _known = [];
    private readonly Queue<long> _order = new();

    public bool IsNew(long request)
    {
        lock (_lock)
        {
            if (!_known.Add(request))
                return false;

            _order.Enqueue(request);
            if (_order.Count > Remembered)
                _known.Remove(_order.Dequeue());

            return true;
        }
    }
}
