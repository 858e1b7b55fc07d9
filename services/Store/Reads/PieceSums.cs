using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Rollups;

namespace Ringback.Store.Reads;

/// <summary>A sum for each piece of a window. Few are open at once, for what is added comes nearly in order of time.</summary>
/// <param name="pieces">Adjoining and in order, at least one.</param>
internal sealed class PieceSums(IReadOnlyList<Window> pieces)
{
    private readonly Rollup?[] _done = new Rollup?[pieces.Count];
    private readonly Dictionary<int, RollupSum> _open = [];
    private readonly Stack<RollupSum> _free = [];

    /// <summary>Adds up what lies in no piece, and is never asked for.</summary>
    private readonly RollupSum _outside = new();

    /// <summary>Of the piece that holds an hour.</summary>
    public RollupSum At(Instant hour)
    {
        if (PieceAt(hour) is not { } piece)
            return _outside;

        if (!_open.TryGetValue(piece, out var sum))
            _open[piece] = sum = _free.TryPop(out var free) ? free : new RollupSum();

        return sum;
    }

    /// <summary>Nothing earlier comes soon.</summary>
    public void PassTo(Instant at)
    {
        foreach (var piece in _open.Keys.Where(piece => pieces[piece].To <= at).ToList())
            Close(piece);
    }

    /// <returns>One of each piece.</returns>
    public IReadOnlyList<Rollup> Take()
    {
        PassTo(Instant.MaxValue);
        return [.. _done.Select(sum => sum ?? Rollup.Empty)];
    }

    private void Close(int piece)
    {
        var sum = _open[piece];
        _open.Remove(piece);
        _done[piece] = _done[piece] is { } before ? Rollup.Merge([before, sum.Take()]) : sum.Take();
        _free.Push(sum);
    }

    private int? PieceAt(Instant hour)
    {
        var (low, high) = (0, pieces.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (pieces[middle].From <= hour)
                low = middle;
            else
                high = middle - 1;
        }

        return pieces[low].Contains(hour) ? low : null;
    }
}
