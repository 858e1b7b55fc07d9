using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Rollups;

namespace Ringback.Store.Timelines;

/// <summary>The ledger as derivers see it: touched targets, each handed to one at a time, across all processes.</summary>
public interface IDerivations
{
    /// <summary>Claims the targets touched longest ago that nobody else holds, and reads what they are made of.</summary>
    /// <param name="except">Targets not to be claimed now.</param>
    /// <returns>Null where there are none.</returns>
    /// <exception cref="UnreadableTargetException">What is stored of one of them is not what it should be.</exception>
    Task<IDerivation?> ClaimAsync(int limit, IEnumerable<int> except, CancellationToken cancel);

    /// <summary>Touches every target that time alone has changed by now.</summary>
    Task<int> TouchDueAsync(Instant now, CancellationToken cancel);
}

/// <summary>Claimed targets, and the one transaction in which their timelines are derived. Undone unless committed.</summary>
public interface IDerivation : IAsyncDisposable
{
    /// <summary>Whose locks are held.</summary>
    IReadOnlyList<ClaimedTarget> Targets { get; }

    IRegionLedger Regions { get; }

    IVerdictLedger TargetVerdicts { get; }

    IVerdictLedger ComponentVerdicts { get; }

    IComponentLedger Components { get; }

    IIncidentLedger TargetIncidents { get; }

    IIncidentLedger ComponentIncidents { get; }

    IRollupLedger Rollups { get; }

    /// <summary>Writes the events, deletes the touches that were read, and commits.</summary>
    /// <param name="dueAt">By target, when time alone will change something next; null for never.</param>
    Task CommitAsync(
        IReadOnlyDictionary<int, Instant?> dueAt,
        Instant now,
        IReadOnlyList<LedgerEvent> events,
        CancellationToken cancel
    );
}

/// <summary>What regions said of claimed targets: results in, states out.</summary>
public interface IRegionLedger
{
    /// <summary>Where each view may go on from: the latest checkpoint at or before the instant given with it.</summary>
    /// <param name="views">With <see cref="Instant.MaxValue"/> for the newest.</param>
    /// <returns><see cref="Checkpoint.Start"/> where there is none.</returns>
    Task<Dictionary<View, Checkpoint>> CheckpointsAsync(
        IReadOnlyList<(View View, Instant At)> views,
        CancellationToken cancel
    );

    /// <summary>Each view's checkpoints from the last at or before the instant given with it on, in order of time; without the newest.</summary>
    Task<ILookup<View, Checkpoint>> FoldsAsync(IReadOnlyDictionary<View, Instant> from, CancellationToken cancel);

    /// <summary>All results that may count with slots in each view's window, in the order in which the rules take them.</summary>
    Task<ILookup<View, JudgedResult>> ResultsAsync(IReadOnlyDictionary<View, Window> windows, CancellationToken cancel);

    /// <summary>The stored states of each view, from the last change before the instant given with it.</summary>
    Task<Dictionary<View, StepFunction<RegionState>>> StatesAsync(
        IReadOnlyList<(View View, Instant From)> views,
        CancellationToken cancel
    );

    Task WriteAsync(IReadOnlyList<DerivedRegion> derived, CancellationToken cancel);
}

/// <summary>Verdict timelines, of targets or of components.</summary>
public interface IVerdictLedger
{
    /// <summary>
    /// The stored verdicts of each id, from the last turn to <c>up</c> before the instant given with it: no incident reaches
    /// from before that to after.
    /// </summary>
    Task<Dictionary<int, StoredVerdicts>> ReadAsync(IReadOnlyDictionary<int, Instant> from, CancellationToken cancel);

    /// <summary>Replaces what each id has from the instant given with it on.</summary>
    Task WriteAsync(
        IReadOnlyList<(int Id, Instant From, IReadOnlyList<Change<Verdict>> Changes)> changed,
        CancellationToken cancel
    );
}

/// <summary>What components' verdicts are made of.</summary>
public interface IComponentLedger
{
    /// <summary>Waits until no other deriver writes one of them; what is read afterwards has that one's work.</summary>
    /// <param name="from">By component, the instant from which its members' verdicts are wanted.</param>
    Task<IReadOnlyList<ComponentFacts>> LockAsync(IReadOnlyDictionary<int, Instant> from, CancellationToken cancel);
}

/// <summary>Incidents as they are written down, of targets or of components.</summary>
public interface IIncidentLedger
{
    /// <summary>Those of each id that were opened at or after the instant given with it, neither merged nor withdrawn.</summary>
    Task<ILookup<int, WrittenIncident>> ReadAsync(IReadOnlyDictionary<int, Instant> from, CancellationToken cancel);

    Task<long> OpenAsync(int id, Incident incident, Instant now, CancellationToken cancel);

    Task ChangeAsync(long id, Incident incident, Instant now, CancellationToken cancel);

    Task MergeAsync(long id, long into, Instant now, CancellationToken cancel);

    Task WithdrawAsync(long id, Instant now, CancellationToken cancel);
}

/// <summary>What the hours and days of claimed targets amount to.</summary>
public interface IRollupLedger
{
    /// <summary>Raw results before it are gone, or about to go.</summary>
    Task<Instant> HorizonAsync(CancellationToken cancel);

    /// <summary>The stored days of each view, from one to another, both inclusive; those without a row are not among them.</summary>
    Task<Dictionary<ViewDay, DayRollup>> DaysAsync(
        IReadOnlyList<(View View, DateOnly From, DateOnly To)> days,
        CancellationToken cancel
    );

    /// <summary>The scheduled runs of each view with slots in the window given with it.</summary>
    Task<ILookup<View, RolledRun>> RunsAsync(
        IReadOnlyList<(View View, Window Window)> windows,
        CancellationToken cancel
    );

    /// <summary>Replaces days; an empty one leaves no row.</summary>
    Task WriteAsync(IReadOnlyDictionary<ViewDay, DayRollup> days, CancellationToken cancel);

    /// <summary>Remembers up to where each target's hours are rolled up.</summary>
    Task AdvanceAsync(IReadOnlyDictionary<int, Instant> rolledTo, CancellationToken cancel);
}
