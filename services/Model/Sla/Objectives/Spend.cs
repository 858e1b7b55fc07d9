using Ringback.Model.Sla.Rollups;

namespace Ringback.Model.Sla.Objectives;

/// <summary>What an objective counted, and how much of it was bad: microseconds, runs or calls.</summary>
public readonly record struct Spend(long Counted, long Bad)
{
    public static Spend OfTime(Availability time) => new(time.Measured, time.Down);

    public static Spend OfRuns(RunCounts runs) => new(runs.Valid, runs.Valid - runs.Good);

    public static Spend OfCalls(RunCounts runs) => new(runs.Completed, runs.Completed - runs.Conforming);
}
