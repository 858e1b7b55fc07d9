namespace Ringback.Model.Sla.Calls;

/// <summary>When the calls of one PBX begin whose slots lie in a stretch of time: no two at once.</summary>
/// <remarks>
/// The rarest call is placed first, at its slot; each other in the first gap after its slot that is long enough, or not at
/// all where that is later than its patience. So a place depends on those before it alone, each of them is looked at far
/// enough back, and every stretch says the same of a slot, whoever asks.
/// </remarks>
internal sealed class CallPlan
{
    private readonly Dictionary<(CallLine Line, Instant Slot), Instant?> _starts = [];

    /// <summary>Calls in the order of their starts; none overlaps another.</summary>
    private List<Window> _calls = [];

    /// <param name="lines">In the order of <see cref="CallTurns"/>.</param>
    /// <param name="stretch">Exact for slots in it, and for calls under way in it.</param>
    public CallPlan(IReadOnlyList<CallLine> lines, Window stretch)
    {
        var looked = new Window[lines.Count];
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            var reach = lines[i].Patience + lines[i].Length;
            looked[i] = stretch with { From = stretch.From - reach };
            stretch = new Window(stretch.From - reach, stretch.To + reach);
        }

        for (var i = 0; i < lines.Count; i++)
            Place(lines[i], looked[i]);
    }

    /// <summary>Null where the slot has no turn.</summary>
    public Instant? StartOf(CallLine line, Instant slot) => _starts[(line, slot)];

    public bool IsFree(Window window)
    {
        var next = FirstThatEndsAfter(window.From);
        return next == _calls.Count || _calls[next].From >= window.To;
    }

    /// <summary>How many slots of a line have no turn, and how many slots there are.</summary>
    public (int Held, int All) Count(CallLine line, Window window)
    {
        var (held, all) = (0, 0);
        for (
            var slot = Slots.FirstAtOrAfter(window.From, line.Phase, line.Interval);
            slot < window.To;
            slot += line.Interval
        )
        {
            all++;
            held += StartOf(line, slot) is null ? 1 : 0;
        }

        return (held, all);
    }

    /// <summary>Lays the calls of one line between those that are there: one walk over both.</summary>
    private void Place(CallLine line, Window window)
    {
        var merged = new List<Window>();
        var next = 0;
        for (
            var slot = Slots.FirstAtOrAfter(window.From, line.Phase, line.Interval);
            slot < window.To;
            slot += line.Interval
        )
        {
            for (; next < _calls.Count && _calls[next].To <= slot; next++)
                merged.Add(_calls[next]);

            var (start, after) = (slot, next);
            for (; after < _calls.Count && _calls[after].From < start + line.Length; after++)
                start = Instant.Max(start, _calls[after].To);

            var hasTurn = line.HasCall(slot) && start <= slot + line.Patience;
            _starts[(line, slot)] = hasTurn ? start : null;
            if (!hasTurn)
                continue;

            merged.AddRange(_calls.GetRange(next, after - next));
            merged.Add(new Window(start, start + line.Length));
            next = after;
        }

        merged.AddRange(_calls.GetRange(next, _calls.Count - next));
        _calls = merged;
    }

    private int FirstThatEndsAfter(Instant at)
    {
        var (from, to) = (0, _calls.Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            (from, to) = _calls[middle].To <= at ? (middle + 1, to) : (from, middle);
        }

        return from;
    }
}
