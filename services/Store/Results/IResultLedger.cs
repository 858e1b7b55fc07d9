using Ringback.Model;

namespace Ringback.Store.Results;

/// <summary>The ledger as ingest sees it: each identity once, whatever the order and however often results come.</summary>
public interface IResultLedger
{
    /// <summary>Stores what is not refused and counts what is, in one transaction; committed when this returns.</summary>
    /// <param name="taken">No identity twice, all texts such as Postgres can hold; in any order.</param>
    /// <param name="receivedAt">Of all of them.</param>
    /// <exception cref="Exception">It may or may not be committed: storing it again is harmless.</exception>
    Task<StoreReceipt> StoreAsync(IReadOnlyList<TakenResult> taken, Instant receivedAt, CancellationToken cancel);
}
