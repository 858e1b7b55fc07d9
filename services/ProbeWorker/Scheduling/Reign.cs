using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Calls;
using Ringback.ProbeWorker.Probes;

namespace Ringback.ProbeWorker.Scheduling;

/// <summary>One catalog version, and the next slot of each of its targets in a region.</summary>
internal sealed class Reign
{
    private readonly string _region;
    private readonly Dictionary<string, Target> _targets;
    private readonly Dictionary<string, CallTurns> _turns;
    private readonly PriorityQueue<Target, Instant> _slots = new();

    public Reign(Catalog catalog, string region, Func<Target, bool> watches)
    {
        Catalog = catalog;
        _region = region;
        _targets = catalog.Targets.Where(watches).ToDictionary(target => target.Id);
        _turns = CallLine
            .Hosts(catalog.Targets)
            .ToDictionary(
                host => host.Key,
                host => new CallTurns(host.SelectMany(CallLine.Of)),
                StringComparer.OrdinalIgnoreCase
            );
    }

    public Catalog Catalog { get; }

    /// <summary>The next slot of any target, whether or not the reign still lasts then.</summary>
    public Instant Next => _slots.TryPeek(out _, out var at) ? at : Instant.MaxValue;

    public Target? Find(string target) => _targets.GetValueOrDefault(target);

    /// <summary>Goes to the first slots that are neither before the reign nor before <paramref name="from"/>.</summary>
    public void Seek(Instant from)
    {
        _slots.Clear();
        foreach (var target in _targets.Values)
        {
            var phase = Slots.Phase(target.Id, _region, target.Interval);
            var first = Slots.FirstAtOrAfter(Instant.Max(from, Catalog.EffectiveAt), phase, target.Interval);
            _slots.Enqueue(target, first);
        }
    }

    public void TakeUntil(Instant last, List<PlannedRun> due)
    {
        while (_slots.TryPeek(out var target, out var at) && at <= last)
        {
            due.Add(Plan(target, at));
            _slots.DequeueEnqueue(target, at + target.Interval);
        }
    }

    /// <summary>When a run that confirms may begin: at once, or a call in its region's next free slice.</summary>
    /// <returns>Null where that is not before the next slot.</returns>
    public Instant? ConfirmOf(Target target, Instant from, Instant before) =>
        target.Check.CalledHost is { } host ? _turns[host].ConfirmOf(target.Id, _region, from, before) : from;

    private PlannedRun Plan(Target target, Instant slot)
    {
        var run = new PlannedRun(target, slot, Trigger.Schedule);
        if (target.Check.CalledHost is not { } host)
            return run;

        var start = _turns[host].StartOf(target.Id, _region, slot);
        return run with { StartsAt = start ?? slot, HasTurn = start is not null };
    }
}
