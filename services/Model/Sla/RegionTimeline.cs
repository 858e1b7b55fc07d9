namespace Ringback.Model.Sla;

/// <summary>A region's state over time, as a function of its results (semantics, "State of one region").</summary>
public static class RegionTimeline
{
    /// <summary>Goes on from a checkpoint; from <see cref="Checkpoint.Start"/> it derives the whole.</summary>
    /// <param name="from">With the fold of all earlier results.</param>
    /// <param name="results">All from the checkpoint on, in their order, no two of one slot and trigger; unknown and manual ones may be among them.</param>
    /// <param name="settings">From the checkpoint's last known slot on.</param>
    /// <param name="assignments">When this region watches the target, within the target's lifetime; results elsewhere do not count, and each begins undecided. Touching ones are one.</param>
    /// <param name="asOf">Up to where silence is believed, inclusive: a result that ceases to vouch later than that still vouches.</param>
    /// <exception cref="ArgumentException">A result is out of order, or belongs before the checkpoint.</exception>
    public static RegionDerivation Derive(
        Checkpoint from,
        IEnumerable<JudgedResult> results,
        StepFunction<TargetSettings> settings,
        IEnumerable<Window> assignments,
        Instant asOf
    )
    {
        var replay = new RegionReplay(from, settings, Windows.Union(assignments));
        foreach (var result in results)
            replay.Take(result);

        return replay.End(asOf);
    }

    /// <summary>Derives the whole as one function.</summary>
    public static StepFunction<RegionState> Of(
        IEnumerable<JudgedResult> results,
        StepFunction<TargetSettings> settings,
        IEnumerable<Window> assignments,
        Instant asOf
    ) => new(RegionState.Unknown, Derive(Checkpoint.Start, results, settings, assignments, asOf).Changes);
}
