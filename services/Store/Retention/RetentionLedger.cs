using System.Globalization;
using Npgsql;
using Ringback.Model;
using Ringback.Store.Results;

namespace Ringback.Store.Retention;

/// <summary>Makes the ledger's days ahead of time, seals old ones and drops them whole.</summary>
public sealed class RetentionLedger(NpgsqlDataSource database) : IRetentionLedger
{
    private readonly Partitions _partitions = new(database);

    /// <inheritdoc/>
    public Task PrepareAsync(Instant now, int days, CancellationToken cancel) =>
        _partitions.EnsureAsync(Enumerable.Range(0, days + 1).Select(day => now + TimeSpan.FromDays(day)), cancel);

    /// <inheritdoc/>
    public async Task<Instant> HorizonAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.ReadAsync(
            "select sealed_before from horizon",
            [],
            row => row.GetInstant(0),
            cancel
        );
        return rows.Single();
    }

    /// <inheritdoc/>
    public async Task SealAsync(Instant before, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(
            "update horizon set sealed_before = $1 where sealed_before < $1",
            [before],
            cancel
        );
    }

    /// <inheritdoc/>
    public async Task<int> DropResultsAsync(Instant before, CancellationToken cancel)
    {
        await DropPackedAsync(before, cancel);
        return await DropAsync("result", before, cancel);
    }

    /// <inheritdoc/>
    public Task<int> DropEvidenceAsync(Instant before, CancellationToken cancel) =>
        DropAsync("evidence", before, cancel);

    private async Task DropPackedAsync(Instant before, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (await IsNeededAsync(connection, before, cancel))
            return;

        await connection.ExecuteAsync(
            "delete from packed_result where day < ($1::timestamptz at time zone 'UTC')::date",
            [before],
            cancel
        );
        await transaction.CommitAsync(cancel);
    }

    private async Task<int> DropAsync(string parent, Instant before, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var partitions = await connection.ReadAsync(
            "select relname from pg_inherits join pg_class on pg_class.oid = inhrelid where inhparent = $1::text::regclass",
            [parent],
            row => row.GetString(0),
            cancel
        );
        var dropped = 0;
        foreach (var name in partitions.Where(name => EndOf(name) <= before))
        {
            // It shuts writers out for a moment: rather later than keeping them waiting for long.
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            await connection.ExecuteAsync("set local lock_timeout = '2s'", [], cancel);
            if (await IsNeededAsync(connection, EndOf(name), cancel))
                continue;

            await connection.ExecuteAsync($"drop table {name}", [], cancel);
            await transaction.CommitAsync(cancel);
            dropped++;
        }

        return dropped;
    }

    /// <summary>Whether somebody still reads what was before an instant: a deriver, or who takes the history of a target.</summary>
    private static async Task<bool> IsNeededAsync(NpgsqlConnection connection, Instant end, CancellationToken cancel)
    {
        await connection.ExecuteAsync("lock table backfill in share mode", [], cancel); // no target is opened meanwhile
        var needed = await connection.ReadAsync(
            """
            select exists (select from backfill)
                or exists (select from every_touch where region is not null and at < $1)
            """,
            [end],
            row => row.GetBoolean(0),
            cancel
        );
        return needed[0];
    }

    /// <summary>End of the day in a partition's name, <c>result_20261123</c>.</summary>
    internal static Instant EndOf(string partition)
    {
        var day = DateTime.ParseExact(
            partition[(partition.LastIndexOf('_') + 1)..],
            "yyyyMMdd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal
        );
        return Instant.From(new DateTimeOffset(day, TimeSpan.Zero)) + TimeSpan.FromDays(1);
    }
}
