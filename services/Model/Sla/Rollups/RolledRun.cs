using Ringback.Model.Results;

namespace Ringback.Model.Sla.Rollups;

/// <summary>As much of a stored result as a rollup needs.</summary>
/// <param name="ScheduledAt">The slot.</param>
/// <param name="Reason">Null where up.</param>
/// <param name="Measurements">Those that no rollup keeps may be among them.</param>
public sealed record RolledRun(
    Instant ScheduledAt,
    Trigger Trigger,
    Outcome Outcome,
    Reason? Reason,
    TimeSpan Duration,
    IReadOnlyList<Measurement> Measurements
)
{
    /// <summary>Whether it was answered.</summary>
    public bool IsGood => Outcome is Outcome.Up or Outcome.Degraded;
}
