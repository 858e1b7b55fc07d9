using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Store.Timelines;

/// <summary>One view, derived anew as far as anything changed.</summary>
/// <param name="Stretches">In order of time; the last reaches to the end.</param>
/// <param name="States">From the first stretch on; what was stored where no stretch lies.</param>
/// <param name="ChangedFrom">First instant at which the stored states differ; null where none does.</param>
/// <param name="Newest">Slot of the newest result that was read, unknown ones too; null where there was none.</param>
public sealed record DerivedRegion(
    View View,
    IReadOnlyList<RegionDerivation> Stretches,
    StepFunction<RegionState> States,
    Instant? ChangedFrom,
    Instant? Newest
)
{
    public RegionDerivation Last => Stretches[^1];

    /// <summary>Whether results before the newest that was derived before have changed.</summary>
    public bool IsLate { get; init; }
}
