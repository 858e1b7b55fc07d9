using Npgsql;
using Ringback.Model;

namespace Ringback.Store.Retention;

/// <summary>Keeps what failures said within a size, the newest of it.</summary>
public sealed class EvidenceLedger(NpgsqlDataSource database)
{
    /// <summary>Drops the oldest days until what is left is no more than so many bytes; never a day that has not ended.</summary>
    /// <returns>How many days had to go.</returns>
    public async Task<int> TrimAsync(long mostBytes, Instant now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var days = await SizesAsync(connection, cancel);
        var left = days.Sum(day => day.Bytes);
        var dropped = 0;
        foreach (var (name, bytes) in days.TakeWhile(day => RetentionLedger.EndOf(day.Name) <= now))
        {
            if (left <= mostBytes)
                break;

            // It shuts writers out for a moment: rather later than keeping them waiting for long.
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            await connection.ExecuteAsync("set local lock_timeout = '2s'", [], cancel);
            await connection.ExecuteAsync($"drop table if exists {name}", [], cancel); // another replica trims too
            await transaction.CommitAsync(cancel);
            left -= bytes;
            dropped++;
        }

        return dropped;
    }

    /// <summary>Bytes of each day's partition, with its indexes, oldest first.</summary>
    internal static Task<List<(string Name, long Bytes)>> SizesAsync(
        NpgsqlConnection connection,
        CancellationToken cancel
    ) =>
        connection.ReadAsync(
            """
            select relname, coalesce(pg_total_relation_size(pg_class.oid), 0)
            from pg_inherits
            join pg_class on pg_class.oid = inhrelid
            where inhparent = 'evidence'::regclass
            order by relname
            """,
            [],
            row => (row.GetString(0), row.GetInt64(1)),
            cancel
        );
}
