namespace Ringback.ProbeWorker.Probes;

/// <summary>The latest stalls of this process, oldest forgotten first.</summary>
internal sealed class StallHistory(TimeProvider time)
{
    /// <summary>Of the shortest stalls that count, more than fit into the longest time limit.</summary>
    private const int Capacity = 4096;

    private readonly Lock _lock = new();
    private readonly Queue<(TimeSpan Stall, long End)> _stalls = new();

    /// <param name="end">When it was over: a timestamp of the <see cref="TimeProvider"/>.</param>
    public void Add(TimeSpan stall, long end)
    {
        lock (_lock)
        {
            if (_stalls.Count == Capacity)
                _stalls.Dequeue();

            _stalls.Enqueue((stall, end));
        }
    }

    /// <summary>The longest part of a stall that fell after <paramref name="since"/>.</summary>
    public TimeSpan LongestSince(long since)
    {
        var longest = TimeSpan.Zero;
        lock (_lock)
        {
            foreach (var (stall, end) in _stalls)
            {
                var after = time.GetElapsedTime(since, end);
                var part = stall < after ? stall : after;
                if (part > longest)
                    longest = part;
            }
        }

        return longest;
    }
}
