using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;

namespace Ringback.ProbeWorker.Scheduling;

/// <summary>Which runs are due when: each slot of each catalog version's reign once, in order, none early.</summary>
/// <remarks>
/// A version reigns from its own instant to that of the next, whenever this worker hears of either. Slots before
/// <paramref name="from"/> are not caught up. Not safe for threads: <see cref="Agenda"/> holds the lock.
/// </remarks>
/// <param name="watches">Whether a target is this worker's.</param>
/// <param name="from">The first instant whose slots count.</param>
internal sealed class Timetable(string region, Func<Target, bool> watches, Instant from)
{
    private static readonly TimeSpan Quantum = TimeSpan.FromMicroseconds(1);

    private readonly List<Reign> _reigns = [];
    private readonly PriorityQueue<PlannedRun, Instant> _confirms = new();

    /// <summary>Calls whose slot has come, and whose turn has not.</summary>
    private readonly PriorityQueue<PlannedRun, Instant> _waiting = new();

    /// <summary>All that was due before has been given out.</summary>
    public Instant Position { get; private set; } = from;

    /// <summary>When the next run is due; <see cref="Instant.MaxValue"/> for never.</summary>
    public Instant NextAt
    {
        get
        {
            var next = _confirms.TryPeek(out _, out var confirm) ? confirm : Instant.MaxValue;
            if (_waiting.TryPeek(out _, out var turn))
                next = Instant.Min(next, turn);

            for (var i = 0; i < _reigns.Count; i++)
            {
                if (_reigns[i].Next < End(i))
                    next = Instant.Min(next, _reigns[i].Next);
            }

            return next;
        }
    }

    /// <summary>Adds a version. One that is known already, told by its instant, changes nothing.</summary>
    public void Adopt(Catalog catalog)
    {
        var index = _reigns.FindIndex(reign => reign.Catalog.EffectiveAt >= catalog.EffectiveAt);
        if (index >= 0 && _reigns[index].Catalog.EffectiveAt == catalog.EffectiveAt)
            return;

        var reign = new Reign(catalog, region, watches);
        reign.Seek(Position);
        _reigns.Insert(index < 0 ? _reigns.Count : index, reign);
        ForgetPast();
    }

    /// <summary>Runs that have come due, up to and with <paramref name="now"/>, in the order of their starts.</summary>
    public IReadOnlyList<PlannedRun> TakeUntil(Instant now)
    {
        if (now < Position)
            return [];

        var slots = new List<PlannedRun>();
        for (var i = 0; i < _reigns.Count; i++)
            _reigns[i].TakeUntil(Instant.Min(now, End(i) - Quantum), slots);

        foreach (var run in slots)
            _waiting.Enqueue(run, run.StartsAt);

        var due = new List<PlannedRun>();
        while (_waiting.TryPeek(out var run, out var at) && at <= now)
        {
            _waiting.Dequeue();
            due.Add(
                at == run.ScheduledAt || ReferenceEquals(Find(run.Target.Id, at), run.Target)
                    ? run
                    : run with
                    {
                        HasTurn = false, // by now another version rules, with other turns
                    }
            );
        }

        while (_confirms.TryPeek(out var confirm, out var at) && at <= now)
        {
            _confirms.Dequeue();
            if (ReferenceEquals(Find(confirm.Target.Id, at), confirm.Target))
                due.Add(confirm);
        }

        Position = now + Quantum;
        ForgetPast();
        due.Sort((left, right) => left.StartsAt.CompareTo(right.StartsAt));
        return due;
    }

    /// <summary>Adds a confirm run; it is left out where its target is no longer the same when it comes due.</summary>
    /// <param name="at">When it is called for; a call may have to wait longer.</param>
    /// <param name="before">The next slot.</param>
    /// <returns>Whether there is one: a call may find no time between the others.</returns>
    public bool TryConfirm(Target target, Instant at, Instant before)
    {
        for (var from = at; ReignAt(at)?.ConfirmOf(target, from, before) is { } start; from = start + Quantum)
        {
            // Two calls of this worker to one PBX may want the same time.
            if (
                target.Check.CalledHost is { } host
                && _confirms.UnorderedItems.Any(c => c.Priority == start && Calls(c.Element, host))
            )
                continue;

            _confirms.Enqueue(new PlannedRun(target, start, Trigger.Confirm), start);
            return true;
        }

        return false;

        static bool Calls(PlannedRun run, string host) =>
            string.Equals(run.Target.Check.CalledHost, host, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The target as the version that reigns at an instant has it; null where it has none, or not for us.</summary>
    public Target? Find(string target, Instant at) => ReignAt(at)?.Find(target);

    /// <summary>The version that reigns at an instant; null where none does yet.</summary>
    public Catalog? CatalogAt(Instant at) => ReignAt(at)?.Catalog;

    /// <summary>Starts anew at another reading of the clock: what was planned is gone.</summary>
    public void Restart(Instant now)
    {
        Position = now;
        _confirms.Clear();
        _waiting.Clear();
        foreach (var reign in _reigns)
            reign.Seek(now);
    }

    private Reign? ReignAt(Instant at) => _reigns.FindLast(reign => reign.Catalog.EffectiveAt <= at);

    private Instant End(int index) =>
        index + 1 < _reigns.Count ? _reigns[index + 1].Catalog.EffectiveAt : Instant.MaxValue;

    /// <summary>Keeps the one before the reigning version, for a clock that is set back.</summary>
    private void ForgetPast()
    {
        while (_reigns.Count > 2 && End(1) <= Position)
            _reigns.RemoveAt(0);
    }
}
