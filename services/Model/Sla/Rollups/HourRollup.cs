using Ringback.Model.Results;

namespace Ringback.Model.Sla.Rollups;

/// <summary>What one region's scheduled runs of one UTC hour amount to.</summary>
/// <param name="Maintenance">Windows within the hour whose runs were not valid, as microseconds from its start: what it was built under.</param>
public sealed record HourRollup(IReadOnlyList<Window> Maintenance, Rollup Rollup)
{
    public static readonly TimeSpan Length = TimeSpan.FromHours(1);
    internal const long Microseconds = 3_600_000_000;

    /// <summary>A function of the runs, in any order, each once; null where none counts.</summary>
    /// <remarks>
    /// <c>manual</c> runs are left out as everywhere. <c>confirm</c> runs are too: they are made only after failures, and
    /// would weigh bad moments twice. So are runs outside the region's assignment.
    /// </remarks>
    /// <param name="hour">Its start. Runs of other hours are left out.</param>
    /// <param name="watched">When the region was assigned, within the target's lifetime.</param>
    public static HourRollup? Of(
        Instant hour,
        IEnumerable<RolledRun> runs,
        IReadOnlyList<Window> watched,
        IReadOnlyList<Window> maintenance
    )
    {
        var window = new Window(hour, hour + Length);
        var tally = new RollupTally();
        var isEmpty = true;
        foreach (var run in runs)
        {
            var slot = run.ScheduledAt;
            if (run.Trigger != Trigger.Schedule || !window.Contains(slot) || !watched.Any(w => w.Contains(slot)))
                continue;

            tally.Add(run, maintenance.Any(w => w.Contains(slot)));
            isEmpty = false;
        }

        return isEmpty ? null : new HourRollup(MaintenanceOf(hour, maintenance), tally.ToRollup());
    }

    /// <summary>The windows that it was built under, of the hour that it is of.</summary>
    public IEnumerable<Window> MaintenanceIn(Instant hour) =>
        Maintenance.Select(window => new Window(
            new Instant(hour.Microseconds + window.From.Microseconds),
            new Instant(hour.Microseconds + window.To.Microseconds)
        ));

    /// <summary>What of some windows lies in an hour, from its start.</summary>
    public static IReadOnlyList<Window> MaintenanceOf(Instant hour, IReadOnlyList<Window> maintenance) =>
        [
            .. Windows
                .Intersect(maintenance, [new Window(hour, hour + Length)])
                .Select(w => new Window(
                    new Instant(w.From.Microseconds - hour.Microseconds),
                    new Instant(w.To.Microseconds - hour.Microseconds)
                )),
        ];

    public bool Equals(HourRollup? other) =>
        other is not null && Maintenance.SequenceEqual(other.Maintenance) && Rollup.Equals(other.Rollup);

    public override int GetHashCode() => Rollup.GetHashCode();
}
