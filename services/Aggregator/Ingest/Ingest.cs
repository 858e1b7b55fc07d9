using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Store.Results;

namespace Ringback.Aggregator.Ingest;

/// <summary>Takes a batch into the ledger: called by the consumer of the bus, and directly where all is one process.</summary>
/// <param name="clocks">Null where nobody keeps what workers say of their clocks.</param>
internal sealed class Ingest(
    IResultLedger ledger,
    Wake wake,
    IngestMetrics metrics,
    TimeProvider time,
    IClockLedger? clocks = null
)
{
    /// <summary>Committed when this returns; the batch may come again, in whole or in part, and changes nothing then.</summary>
    /// <exception cref="InvalidBatchException">The batch itself breaks the contract, and will again.</exception>
    public async Task<StoreReceipt> TakeAsync(ResultBatch batch, CancellationToken cancel)
    {
        if (batch is not { Results: { Count: <= ResultBatch.MaxResults } results, Region: { } region })
            throw new InvalidBatchException($"a batch has a region and at most {ResultBatch.MaxResults} results");

        if (results.Any(result => result is null))
            throw new InvalidBatchException("a batch holds null where a result should be");

        var receivedAt = Instant.Now(time);
        var taken = results.Select(result => ResultRules.Judge(result, region, receivedAt)).ToList();
        var receipt = await ledger.StoreAsync(WithoutTwins(taken), receivedAt, cancel);
        metrics.Count(batch, receipt, receivedAt);
        if (batch is { Clock: { } clock, Worker: { } worker } && clocks is not null)
            await clocks.NoteAsync(region, worker, clock, receivedAt, cancel);

        if (receipt.Stored > 0)
            wake.Set();

        return receipt;
    }

    /// <summary>Of several results with one identity the one that counts; the ledger takes each identity once a statement.</summary>
    private static List<TakenResult> WithoutTwins(List<TakenResult> taken) =>
        [
            .. taken
                .Where(each => each.Refusal is null)
                .GroupBy(each => each.Result.Key)
                .Select(twins =>
                    twins.Aggregate(
                        (left, right) => ResultPrecedence.Compare(right.Result, left.Result) < 0 ? right : left
                    )
                ),
            .. taken.Where(each => each.Refusal is not null),
        ];
}

/// <summary>A batch that no healthy ledger can take, however often it comes.</summary>
internal sealed class InvalidBatchException(string message) : Exception(message);
