using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;
using Ringback.Store.Correlation;
using Ringback.Store.Results;
using Ringback.Store.Retention;
using Ringback.Store.Timelines;

namespace Ringback.Tests.Simulation.Contracts;

/// <summary>A ledger, and as much beside its doors as a test of them needs.</summary>
internal interface ILedgerDoor : IAsyncDisposable
{
    IResultLedger Results { get; }

    IDerivations Derivations { get; }

    ICorrelations Correlations { get; }

    ISealings Sealings { get; }

    IRetentionLedger Retention { get; }

    /// <summary>Takes a catalog, in force from an instant on.</summary>
    Task ApplyAsync(Catalog catalog, Instant at);

    /// <summary>Events that are not of incidents, with greater ids than one, by id.</summary>
    Task<IReadOnlyList<(long Id, int Target)>> EventsAsync(long after);

    /// <summary>Events of incidents, in the order in which they were told.</summary>
    Task<IReadOnlyList<LedgerEvent>> ToldAsync();

    /// <summary>What is committed of why incidents were, by incident, view and hour.</summary>
    Task<IReadOnlyList<(long Incident, Cause<(int Target, short Region, Instant Hour)> Cause)>> CausesAsync();
}
