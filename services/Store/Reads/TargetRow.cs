using Ringback.Model.Sla;

namespace Ringback.Store.Reads;

/// <summary>A target as the ledger knows it; its address is not here, and so in no answer made of it.</summary>
/// <param name="Id">Slug.</param>
/// <param name="Settings">In force now, or last.</param>
/// <param name="Lifetimes">Ordered; the last is open while the target lives.</param>
/// <param name="Regions">Slugs of the regions that watch it now.</param>
/// <param name="Components">Slugs of the components that it belongs to now.</param>
/// <param name="Verdict">Now.</param>
public sealed record TargetRow(
    int Number,
    string Id,
    string Name,
    string Kind,
    TargetSettings Settings,
    IReadOnlyList<Window> Lifetimes,
    IReadOnlyList<string> Regions,
    IReadOnlyList<string> Components,
    Verdict Verdict
);
