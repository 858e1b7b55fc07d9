using Ringback.Model;

namespace Ringback.Store.Retention;

/// <summary>The ledger as retention sees it: days that are made ahead, sealed, and dropped whole.</summary>
public interface IRetentionLedger
{
    /// <summary>Makes today's partitions and those of the days after.</summary>
    Task PrepareAsync(Instant now, int days, CancellationToken cancel);

    /// <summary>Nothing is taken for a slot before it.</summary>
    Task<Instant> HorizonAsync(CancellationToken cancel);

    /// <summary>Moves the horizon forward, never back.</summary>
    Task SealAsync(Instant before, CancellationToken cancel);

    /// <summary>Drops raw results of days that end at or before an instant, unless somebody still reads them.</summary>
    /// <returns>How many partitions.</returns>
    Task<int> DropResultsAsync(Instant before, CancellationToken cancel);

    /// <summary>Drops evidence of days that end at or before an instant.</summary>
    /// <returns>How many partitions.</returns>
    Task<int> DropEvidenceAsync(Instant before, CancellationToken cancel);
}
