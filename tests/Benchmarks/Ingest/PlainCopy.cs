using Npgsql;
using NpgsqlTypes;
using Ringback.Model.Results;
using Ringback.Store.Results.Packing;

namespace Ringback.Tests.Benchmarks.Ingest;

/// <summary>The peer: binary COPY of rows that are made already into a table with the ledger's columns and key.</summary>
internal sealed class PlainCopy(NpgsqlDataSource database)
{
    /// <summary>In the ledger's order of columns.</summary>
    internal readonly record struct Row(
        DateTime ScheduledAt,
        DateTime StartedAt,
        int Target,
        short Region,
        short Trigger,
        short Outcome,
        short? Reason,
        byte[] Body
    );

    public async Task CreateAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("create table plain (like result including all)");
        await command.ExecuteNonQueryAsync(cancel);
    }

    public static Row RowOf(
        ProbeResult result,
        IReadOnlyDictionary<string, int> targets,
        IReadOnlyDictionary<string, short> regions
    ) =>
        new(
            result.ScheduledAt.ToDateTimeOffset().UtcDateTime,
            result.StartedAt.ToDateTimeOffset().UtcDateTime,
            targets[result.Target],
            regions[result.Region],
            (short)result.Trigger,
            (short)result.Outcome,
            (short?)result.Reason,
            ResultBody.Pack(result)
        );

    /// <summary>One transaction.</summary>
    public async Task CopyAsync(IEnumerable<Row> rows, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy plain (scheduled_at, started_at, target, region, trigger, outcome, reason, body) from stdin binary",
            cancel
        );
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(row.ScheduledAt, NpgsqlDbType.TimestampTz, cancel);
            await copy.WriteAsync(row.StartedAt, NpgsqlDbType.TimestampTz, cancel);
            await copy.WriteAsync(row.Target, NpgsqlDbType.Integer, cancel);
            await copy.WriteAsync(row.Region, NpgsqlDbType.Smallint, cancel);
            await copy.WriteAsync(row.Trigger, NpgsqlDbType.Smallint, cancel);
            await copy.WriteAsync(row.Outcome, NpgsqlDbType.Smallint, cancel);
            if (row.Reason is { } reason)
                await copy.WriteAsync(reason, NpgsqlDbType.Smallint, cancel);
            else
                await copy.WriteNullAsync(cancel);

            await copy.WriteAsync(row.Body, NpgsqlDbType.Bytea, cancel);
        }

        await copy.CompleteAsync(cancel);
    }
}
