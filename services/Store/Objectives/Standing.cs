using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Objectives;
using Ringback.Model.Sla.Rollups;

namespace Ringback.Store.Objectives;

/// <summary>How an objective does in its running period.</summary>
/// <param name="Figure">Of time: the period up to as_of, in service hours.</param>
/// <param name="Counts">Null for a promise of time, and where an hour cannot say and its runs are gone.</param>
/// <param name="Budget">In microseconds, runs or calls, as the objective's basis is; null where nothing was counted.</param>
public sealed record Standing(
    Objective Objective,
    Window Period,
    Instant AsOf,
    Availability Figure,
    RunCounts? Counts,
    ErrorBudget? Budget,
    IReadOnlyList<StandingBurn> Burn
);

/// <summary>An alert of <see cref="BurnAlert.All"/>, and how fast the budget burns in its windows.</summary>
/// <param name="LongRate">Null where nothing was counted; likewise the short one.</param>
public sealed record StandingBurn(BurnAlert Alert, BurnRate? LongRate, BurnRate? ShortRate, bool Fires);
