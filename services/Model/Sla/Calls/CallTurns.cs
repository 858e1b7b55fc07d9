namespace Ringback.Model.Sla.Calls;

/// <summary>Whose turn it is to call one PBX: at most one probe call at a time, over all regions and targets.</summary>
/// <remarks>
/// A pure function of the catalog: every worker finds the same turns without asking anybody, so that they hold while the
/// centre is away, and slots stay what they are. A run begins at its turn, which is its slot or a little later. A confirm
/// run is foreseen by nobody else: each region has time slices of its own for them, and they give way to scheduled calls.
/// Not safe for threads.
/// </remarks>
public sealed class CallTurns
{
    private static readonly TimeSpan Block = TimeSpan.FromHours(1);
    private const int MostPlans = 4;
    private const int MostSlices = 1000;

    private readonly List<CallLine> _lines;
    private readonly List<(string Region, string Kind)> _callers;
    private readonly TimeSpan _slice;
    private readonly TimeSpan _longest;
    private readonly Dictionary<Instant, CallPlan> _plans = [];

    /// <param name="lines">All that call the PBX.</param>
    public CallTurns(IEnumerable<CallLine> lines)
    {
        _lines =
        [
            .. lines
                .OrderByDescending(line => line.Interval)
                .ThenBy(line => line.Target, StringComparer.Ordinal)
                .ThenBy(line => line.Region, StringComparer.Ordinal),
        ];
        var confirmed = _lines.Where(line => line.IsConfirmed).ToList();
        _callers = [.. confirmed.Select(line => (line.Region, line.Kind)).Distinct().Order()];
        _slice = confirmed.Select(line => line.Length).DefaultIfEmpty().Max();
        _longest = _lines.Select(line => line.Length).DefaultIfEmpty().Max();
    }

    /// <summary>The share of all time that the calls take; above 1 they cannot all have their turn.</summary>
    public double Load => _lines.Sum(line => line.Length / line.Interval);

    /// <summary>When the scheduled run of a slot begins; null where other calls leave it no room.</summary>
    /// <exception cref="ArgumentException">It is no line of these.</exception>
    public Instant? StartOf(string target, string region, Instant slot) =>
        PlanOf(slot).StartOf(LineOf(target, region), slot);

    /// <summary>When a confirm run may begin: in a slice of its region's, between the scheduled calls.</summary>
    /// <param name="from">Not before.</param>
    /// <param name="before">Neither it nor later; null is returned where no slice is free until then.</param>
    public Instant? ConfirmOf(string target, string region, Instant from, Instant before)
    {
        var line = LineOf(target, region);
        if (!line.IsConfirmed)
            return null;

        var cycle = _slice * _callers.Count;
        var first = _slice * _callers.IndexOf((line.Region, line.Kind));
        var at = Slots.FirstAtOrAfter(from, first, cycle);
        for (var tried = 0; at < before && tried < MostSlices; tried++, at += cycle)
        {
            if (PlanOf(at).IsFree(new Window(at, at + line.Length)))
                return at;
        }

        return null;
    }

    /// <summary>Of a day's slots of each line, how many have no turn.</summary>
    public IEnumerable<(CallLine Line, int Held, int All)> CountHeld()
    {
        var day = new Window(Instant.UnixEpoch, Instant.UnixEpoch + TimeSpan.FromDays(1));
        var plan = new CallPlan(_lines, day);
        foreach (var line in _lines)
        {
            var (held, all) = plan.Count(line, day);
            yield return (line, held, all);
        }
    }

    private CallLine LineOf(string target, string region) =>
        _lines.Find(line => line.Target == target && line.Region == region)
        ?? throw new ArgumentException($"'{target}' of '{region}' calls nobody here.", nameof(target));

    /// <summary>Of a whole block, and as far beyond as a call that begins in it lasts.</summary>
    private CallPlan PlanOf(Instant at)
    {
        var start = at.HourStart;
        if (_plans.TryGetValue(start, out var plan))
            return plan;

        if (_plans.Count == MostPlans)
            _plans.Remove(_plans.Keys.Min());

        return _plans[start] = new CallPlan(_lines, new Window(start, start + Block + _longest));
    }
}
