using Npgsql;

namespace Ringback.Tests.Benchmarks.Storage;

/// <summary>What tables weigh: rows, and bytes with indexes, TOAST and maps.</summary>
internal sealed class Relations(NpgsqlDataSource database)
{
    public async Task<(long Rows, long Bytes)> WeighAsync(string table, CancellationToken cancel)
    {
        await RunAsync($"vacuum {table}", cancel);
        await using var command = database.CreateCommand(
            $"""
            select (select count(*) from {table}),
                coalesce((select sum(pg_total_relation_size(inhrelid)) from pg_inherits where inhparent = '{table}'::regclass), 0)::bigint
                    + pg_total_relation_size('{table}')
            """
        );
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>Mean bytes of a column.</summary>
    public async Task<decimal> LengthAsync(string table, string column, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select avg(octet_length({column})) from {table}");
        return (decimal)(await command.ExecuteScalarAsync(cancel) ?? 0m);
    }

    /// <summary>Writes a table's rows again for each of the days that follow, so that no page weighs more than it would in a year.</summary>
    /// <param name="time">Its column of time.</param>
    public async Task RepeatAsync(string table, string time, int days, CancellationToken cancel)
    {
        var columns = new List<string>();
        await using (
            var command = database.CreateCommand(
                $"select attname from pg_attribute where attrelid = '{table}'::regclass and attnum > 0 and attidentity = '' order by attnum"
            )
        )
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel))
                columns.Add(reader.GetString(0));
        }

        await RunAsync(
            $"""
            insert into {table} ({string.Join(", ", columns)})
            select {string.Join(
                ", ",
                columns.Select(column => column == time ? $"({column} + n * interval '1 day')::{(column == "day" ? "date" : "timestamptz")}" : column)
            )}
            from generate_series(1, {days - 1}) as n
            cross join {table}
            order by n
            """,
            cancel
        );
    }

    public async Task RunAsync(string sql, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancel);
    }
}
