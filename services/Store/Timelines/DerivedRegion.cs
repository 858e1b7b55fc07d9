using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Store.Timelines;

/// <summary>One view, derived anew.</summary>
/// <param name="Began">The checkpoint that it went on from.</param>
/// <param name="ChangedFrom">First instant at which the stored states differ; null where none does.</param>
/// <param name="Newest">Slot of the newest result that was read, unknown ones too; null where there was none.</param>
public sealed record DerivedRegion(
    View View,
    Checkpoint Began,
    RegionDerivation Derivation,
    Instant? ChangedFrom,
    Instant? Newest
);
