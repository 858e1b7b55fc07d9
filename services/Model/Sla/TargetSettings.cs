using Ringback.Model.Catalogs;

namespace Ringback.Model.Sla;

/// <summary>What of a target's entry in the catalog judges its results; over time a <see cref="StepFunction{T}"/>.</summary>
/// <param name="Interval">From slot to slot; positive whole microseconds.</param>
/// <param name="Timeout">A run's time limit.</param>
public sealed record TargetSettings(TimeSpan Interval, TimeSpan Timeout, Confirmation Confirm, Quorum Quorum)
{
    public static TargetSettings Of(Target target) =>
        new(target.Interval, target.Timeout, target.Confirm, target.Quorum);
}
