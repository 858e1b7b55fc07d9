using Ringback.Model.Results;

namespace Ringback.Model.Sla.Rollups;

/// <summary>Counts scheduled runs until a rollup is asked for.</summary>
internal sealed class RollupTally
{
    private readonly SortedDictionary<Reason, long> _reasons = [];
    private readonly LogTally?[] _tallies = new LogTally?[RolledMeasurements.All.Count];
    private RunCounts _counts;

    public void Add(RolledRun run, bool isInMaintenance)
    {
        _counts += RunCounts.Of(run, isInMaintenance);
        if (run.Reason is { } reason)
            _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;

        if (!isInMaintenance && run.Outcome != Outcome.Unknown)
            AddValid(run);
    }

    public Rollup ToRollup() => new(_counts, _reasons, [.. _tallies.Select(tally => tally?.Take())]);

    private void AddValid(RolledRun run)
    {
        if (run.IsGood)
            Add(RolledMeasurements.DurationSeconds, run.Duration.TotalSeconds);

        foreach (var (name, value) in run.Measurements)
            Add(name, value);
    }

    private void Add(string measurement, double value)
    {
        if (RolledMeasurements.PlaceOf(measurement) is { } place && LogBuckets.IsTaken(value))
            (_tallies[place] ??= new LogTally()).Add(value);
    }
}
