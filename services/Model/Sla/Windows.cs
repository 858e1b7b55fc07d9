namespace Ringback.Model.Sla;

/// <summary>Sets of instants as lists of windows: what comes out is ordered, without overlaps, touching ones joined.</summary>
public static class Windows
{
    /// <summary>Every instant that lies in one of them.</summary>
    public static IReadOnlyList<Window> Union(IEnumerable<Window> windows)
    {
        var union = new List<Window>();
        foreach (var window in windows.Where(w => !w.IsEmpty).OrderBy(w => w.From))
        {
            if (union.Count > 0 && window.From <= union[^1].To)
                union[^1] = union[^1] with { To = Instant.Max(union[^1].To, window.To) };
            else
                union.Add(window);
        }

        return union;
    }

    /// <summary>Every instant that lies in one of <paramref name="left"/> and in one of <paramref name="right"/>.</summary>
    public static IReadOnlyList<Window> Intersect(IEnumerable<Window> left, IEnumerable<Window> right)
    {
        var others = Union(right);
        return Union(Union(left).SelectMany(window => others.Select(other => window.Intersect(other))));
    }

    /// <summary>Every instant of <paramref name="windows"/> that lies in none of <paramref name="removed"/>: a lifetime less its pauses.</summary>
    public static IReadOnlyList<Window> Subtract(IEnumerable<Window> windows, IEnumerable<Window> removed)
    {
        var holes = Union(removed);
        var kept = new List<Window>();
        foreach (var window in Union(windows))
        {
            var from = window.From;
            foreach (var hole in holes.Where(window.Overlaps))
            {
                kept.Add(new Window(from, hole.From));
                from = hole.To;
            }

            kept.Add(new Window(from, window.To));
        }

        return Union(kept);
    }
}
