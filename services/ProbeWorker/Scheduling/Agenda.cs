using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;

namespace Ringback.ProbeWorker.Scheduling;

/// <summary>Every decision about what runs when, apart from threads; safe to be asked by several.</summary>
internal sealed class Agenda(string region, Func<Target, bool> watches, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly ClockWatch _clock = new(time);
    private readonly Timetable _timetable = new(region, watches, Instant.Now(time));

    private readonly Confirmations _confirmations = new(region);

    public void Adopt(Catalog catalog)
    {
        lock (_lock)
            _timetable.Adopt(catalog);
    }

    /// <summary>What has come due; where the clock was set, by how much, and what is due by its new reading.</summary>
    public (IReadOnlyList<PlannedRun> Runs, TimeSpan? ClockStep) Tick()
    {
        lock (_lock)
        {
            var step = _clock.TakeStep();
            var now = Instant.Now(time);
            if (step is not null)
            {
                _timetable.Restart(now);
                _confirmations.Clear();
            }

            return (_timetable.TakeUntil(now), step);
        }
    }

    /// <summary>Learns what a run said.</summary>
    /// <param name="target">As that run had it.</param>
    /// <returns>Whether a confirm run was planned.</returns>
    public bool Taken(ProbeResult result, Target target)
    {
        lock (_lock)
        {
            return _confirmations.After(result, target) is { } confirm
                && _timetable.TryConfirm(target, confirm.At, confirm.NextSlot);
        }
    }

    /// <summary>The region's, as the version in force now has them.</summary>
    public IReadOnlyList<Canary> Canaries()
    {
        lock (_lock)
        {
            var regions = _timetable.CatalogAt(Instant.Now(time))?.Regions ?? [];
            return regions.FirstOrDefault(each => each.Id == region)?.Canaries ?? [];
        }
    }

    /// <summary>A target that is watched now; null where it is not, or not by this worker.</summary>
    public Target? Find(string target)
    {
        lock (_lock)
            return _timetable.Find(target, Instant.Now(time));
    }

    /// <summary>Zero or less where something is due; never more than a day.</summary>
    public TimeSpan UntilNext()
    {
        lock (_lock)
        {
            var now = Instant.Now(time);
            var horizon = now + TimeSpan.FromDays(1);
            var next = Instant.Max(_timetable.NextAt, _timetable.Position); // a confirm of the instant just taken waits for the next
            return Instant.Min(next, horizon) - now;
        }
    }
}
