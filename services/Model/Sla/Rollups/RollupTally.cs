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
        var isDown = run.Outcome == Outcome.Down;
        _counts += new RunCounts(
            run.Outcome == Outcome.Up ? 1 : 0,
            run.Outcome == Outcome.Degraded ? 1 : 0,
            isDown ? 1 : 0,
            run.Outcome == Outcome.Unknown ? 1 : 0,
            run.IsGood && isInMaintenance ? 1 : 0,
            isDown && isInMaintenance ? 1 : 0,
            0,
            0
        );
        if (run.Reason is { } reason)
            _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;

        if (!isInMaintenance && run.Outcome != Outcome.Unknown)
            AddValid(run);
    }

    public Rollup ToRollup() => new(_counts, _reasons, [.. _tallies.Select(tally => tally?.ToHistogram())]);

    private void AddValid(RolledRun run)
    {
        if (run.IsGood)
            Add(RolledMeasurements.DurationSeconds, run.Duration.TotalSeconds);

        foreach (var (name, value) in run.Measurements)
        {
            if (name == MeasurementNames.Conforming)
                _counts += new RunCounts(0, 0, 0, 0, 0, 0, 1, value == 1 ? 1 : 0);
            else
                Add(name, value);
        }
    }

    private void Add(string measurement, double value)
    {
        if (RolledMeasurements.PlaceOf(measurement) is { } place && LogBuckets.IsTaken(value))
            (_tallies[place] ??= new LogTally()).Add(value);
    }
}
