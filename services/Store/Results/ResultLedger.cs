using Npgsql;
using Ringback.Model;

namespace Ringback.Store.Results;

/// <summary>Takes results into the ledger, each identity once, whatever the order and however often they come.</summary>
/// <remarks>
/// Nearly all results are new, and COPY is by far the quickest way in for those. It fails as a whole where one of them is
/// stored already, or another writer stores it meanwhile: then the same is done again in the way that holds against any
/// other writer. What is in memory here only tells which way to try first: the database alone says what is new.
/// </remarks>
/// <param name="mostEvidence">Bytes of what failures say, of all days: while there are more, it is not kept.</param>
public sealed class ResultLedger(NpgsqlDataSource database, long mostEvidence = long.MaxValue) : IResultLedger
{
    private readonly Partitions _partitions = new(database);
    private readonly Numbers _numbers = new();
    private readonly NewestSlots _newest = new();
    private readonly EvidenceRoom _room = new(mostEvidence);

    /// <inheritdoc/>
    public async Task<StoreReceipt> StoreAsync(
        IReadOnlyList<TakenResult> taken,
        Instant receivedAt,
        CancellationToken cancel
    )
    {
        var (isContended, isDayGone) = (false, false);
        while (true)
        {
            try
            {
                if (await TryStoreAsync(taken, receivedAt, isContended, cancel) is { } receipt)
                    return receipt;

                _partitions.Forget(); // a day was sealed in between
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation && !isContended)
            {
                isContended = true;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.CheckViolation && !isDayGone)
            {
                isDayGone = true; // sealed and dropped in between
                _partitions.Forget();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                _partitions.Forget();
                _numbers.Forget();
                throw;
            }
        }
    }

    /// <returns>Null where nothing was stored, because the horizon has moved.</returns>
    private async Task<StoreReceipt?> TryStoreAsync(
        IReadOnlyList<TakenResult> taken,
        Instant receivedAt,
        bool isContended,
        CancellationToken cancel
    )
    {
        var horizon = await _partitions.EnsureAsync(
            taken.Where(each => each.Refusal is null).Select(each => (each.Result.Target, each.Result.ScheduledAt)),
            cancel
        );
        await using var connection = await database.OpenConnectionAsync(cancel);
        await _numbers.LearnAsync(connection, taken, cancel);
        var hasRoom = await _room.IsThereAsync(connection, receivedAt, cancel);
        var (given, refused) = Judge(taken, horizon);

        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var rows = await PackedRivals.WithoutBeatenAsync(connection, given, horizon.PackedBefore, cancel);
        var writer = new ResultWriter(connection, cancel);
        List<ResultRow> copied = [];
        List<ResultRow> settled = [];
        if (isContended)
        {
            settled = await writer.SettleAsync(rows);
        }
        else if (_newest.AreBefore(rows))
        {
            copied = rows;
            await writer.CopyAsync(copied);
        }
        else
        {
            (copied, var better) = await writer.CompareAsync(rows);
            await writer.CopyAsync(copied);
            settled = await writer.SettleAsync(better);
        }

        List<ResultRow> stored = [.. copied, .. settled];
        var said = hasRoom ? stored.Where(row => row.HasEvidence).ToList() : [];
        var now = await ResultConsequences.WriteAsync(connection, stored, settled, said, refused, receivedAt, cancel);
        if (now != horizon)
            return null;

        await transaction.CommitAsync(cancel);
        _newest.Note(rows);
        return new StoreReceipt(
            stored.Count,
            given.Count - stored.Count,
            refused.GroupBy(each => each.Why).ToDictionary(g => g.Key, g => g.Sum(each => each.Count))
        )
        {
            Unsaid = hasRoom ? 0 : stored.Count(row => row.HasEvidence),
        };
    }

    private (List<ResultRow> Rows, List<Refusal> Refused) Judge(IReadOnlyList<TakenResult> taken, Horizon horizon)
    {
        var rows = new List<ResultRow>(taken.Count);
        var refused = new Dictionary<(short Region, string Why), int>();
        foreach (var (result, refusal) in taken)
        {
            var (target, region) = (_numbers.Target(result.Target), _numbers.Region(result.Region));
            var why =
                refusal
                ?? (
                    horizon.IsSealed(result.Target, result.ScheduledAt) ? Refusals.TooLate
                    : target is null ? Refusals.UnknownTarget
                    : region is null ? Refusals.UnknownRegion
                    : null
                );
            if (why is null)
                rows.Add(new ResultRow(target!.Value, region!.Value, result));
            else
                refused[(region ?? 0, why)] = refused.GetValueOrDefault((region ?? 0, why)) + 1;
        }

        rows.Sort(ResultRow.LockOrder);
        return (rows, [.. refused.Select(each => new Refusal(each.Key.Region, each.Key.Why, each.Value))]);
    }
}
