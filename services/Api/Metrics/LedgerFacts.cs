using Ringback.Api.Endpoints;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Reads;

namespace Ringback.Api.Metrics;

/// <summary>What metrics tell of, read at one instant.</summary>
/// <param name="Missing">Slots of the last hour without a result, where there are any.</param>
/// <param name="LastDay">Of each target, by its number in the ledger.</param>
internal sealed record LedgerFacts(
    Instant ReadAt,
    IReadOnlyList<TargetRow> Targets,
    IReadOnlyDictionary<int, TargetMark> Marks,
    IReadOnlyDictionary<int, Availability> LastDay,
    IReadOnlyList<WatchedRun> Runs,
    IReadOnlyDictionary<(string Target, string Region), int> Missing,
    IReadOnlyList<SlaAnswer> Objectives,
    IReadOnlyList<IncidentRow> OpenIncidents
);
