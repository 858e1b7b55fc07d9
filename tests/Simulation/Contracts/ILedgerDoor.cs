using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Store.Results;
using Ringback.Store.Timelines;

namespace Ringback.Tests.Simulation.Contracts;

/// <summary>A ledger, and as much beside its two doors as a test of them needs.</summary>
internal interface ILedgerDoor : IAsyncDisposable
{
    IResultLedger Results { get; }

    IDerivations Derivations { get; }

    /// <summary>Takes a catalog, in force from an instant on.</summary>
    Task ApplyAsync(Catalog catalog, Instant at);

    /// <summary>Nothing is taken any more for slots before it.</summary>
    Task SealAsync(Instant before);

    /// <summary>Events that are not of incidents, with greater ids than one, by id.</summary>
    Task<IReadOnlyList<(long Id, int Target)>> EventsAsync(long after);
}
