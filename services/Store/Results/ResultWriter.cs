using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Ringback.Model.Results;
using Ringback.Store.Results.Packing;

namespace Ringback.Store.Results;

/// <summary>The ways of results into the ledger, within one transaction. Rows are given in their order of locks.</summary>
internal sealed class ResultWriter(NpgsqlConnection connection, CancellationToken cancel)
{
    /// <summary>Rows whose identity is not stored, and rows that take precedence over what is.</summary>
    /// <remarks>What is stored only ever gives way to what takes precedence: a row of neither kind has lost for good.</remarks>
    public async Task<(List<ResultRow> New, List<ResultRow> Better)> CompareAsync(List<ResultRow> rows)
    {
        if (rows.Count == 0)
            return ([], []);

        var stored = await connection.ReadAsync(
            CompareSql,
            [.. rows.Keys(), rows.Min(row => row.Slot), rows.Max(row => row.Slot)],
            row =>
                (
                    Place: (int)row.GetInt64(0) - 1,
                    Outcome: (Outcome)row.GetInt16(1),
                    StartedAt: row.GetInstant(2),
                    Reason: row.IsDBNull(3) ? (Reason?)null : (Reason)row.GetInt16(3)
                ),
            cancel
        );
        if (stored.Count == 0)
            return (rows, []);

        var isStored = new bool[rows.Count];
        List<ResultRow> better = [];
        foreach (var each in stored)
        {
            isStored[each.Place] = true;
            var given = rows[each.Place];
            if (ResultPrecedence.Compare(given.Result, each.Outcome, each.StartedAt, each.Reason) < 0)
                better.Add(given);
        }

        better.Sort(ResultRow.LockOrder);
        return ([.. rows.Where((_, place) => !isStored[place])], better);
    }

    /// <summary>The quick way in, for rows that nobody else writes meanwhile.</summary>
    /// <exception cref="PostgresException">A unique violation: somebody did.</exception>
    public async Task CopyAsync(List<ResultRow> rows)
    {
        if (rows.Count == 0)
            return;

        await using var copy = await connection.BeginBinaryImportAsync(CopySql, cancel);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(row.Slot.ToTimestamp(), NpgsqlDbType.TimestampTz, cancel);
            await copy.WriteAsync(row.Result.StartedAt.ToTimestamp(), NpgsqlDbType.TimestampTz, cancel);
            await copy.WriteAsync(row.Target, NpgsqlDbType.Integer, cancel);
            await copy.WriteAsync(row.Region, NpgsqlDbType.Smallint, cancel);
            await copy.WriteAsync((short)row.Result.Trigger, NpgsqlDbType.Smallint, cancel);
            await copy.WriteAsync((short)row.Result.Outcome, NpgsqlDbType.Smallint, cancel);
            if (row.Result.Reason is { } reason)
                await copy.WriteAsync((short)reason, NpgsqlDbType.Smallint, cancel);
            else
                await copy.WriteNullAsync(cancel);

            await copy.WriteAsync(ResultBody.Pack(row.Result), NpgsqlDbType.Bytea, cancel);
        }

        await copy.CompleteAsync(cancel);
    }

    /// <summary>The way in that holds whoever else writes: each identity is settled by precedence.</summary>
    /// <returns>Those that were stored.</returns>
    public async Task<List<ResultRow>> SettleAsync(List<ResultRow> rows)
    {
        if (rows.Count == 0)
            return [];

        var stored = await connection.ReadAsync(
            SettleSql,
            [
                .. rows.Keys(),
                rows.Column(row => row.Result.StartedAt),
                rows.Column(row => (short)row.Result.Outcome),
                rows.Column(row => (short?)row.Result.Reason),
                rows.Column(row => ResultBody.Pack(row.Result)),
                ReasonOrder,
            ],
            row => (row.GetInt32(0), row.GetInt16(1), row.GetInstant(2), (Trigger)row.GetInt16(3)),
            cancel
        );
        var keys = stored.ToHashSet();
        return [.. rows.Where(row => keys.Contains((row.Target, row.Region, row.Slot, row.Result.Trigger)))];
    }

    /// <summary>Ordinal by name, as ResultPrecedence compares them; the ledger holds only their numbers.</summary>
    private static readonly short[] ReasonOrder =
    [
        .. Enum.GetValues<Reason>()
            .OrderBy(reason => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString()), StringComparer.Ordinal)
            .Select(reason => (short)reason),
    ];

    // Plans are made while a day is empty and kept: only the limit makes sure that this one looks each key up in the index
    // ever after. The bounds spare it the other days' partitions.
    private const string CompareSql = """
        select place, outcome, started_at, reason
        from unnest($1::integer[], $2::smallint[], $3::timestamptz[], $4::smallint[]) with ordinality
            as given (target, region, scheduled_at, trigger, place)
        cross join lateral (
            select outcome, started_at, reason from result
            where (result.target, result.region, result.scheduled_at, result.trigger)
                    = (given.target, given.region, given.scheduled_at, given.trigger)
                and result.scheduled_at >= $5 and result.scheduled_at <= $6
            limit 1
        ) as stored
        """;

    private const string CopySql =
        "copy result (scheduled_at, started_at, target, region, trigger, outcome, reason, body) from stdin binary";

    // An order of its own would be another order of locks: the rows come as they are given.
    private const string SettleSql = """
        insert into result (target, region, scheduled_at, trigger, started_at, outcome, reason, body)
        select target, region, scheduled_at, trigger, started_at, outcome, reason, body
        from unnest($1::integer[], $2::smallint[], $3::timestamptz[], $4::smallint[], $5::timestamptz[], $6::smallint[],
                $7::smallint[], $8::bytea[]) with ordinality
            as given (target, region, scheduled_at, trigger, started_at, outcome, reason, body, place)
        order by place
        on conflict (target, region, scheduled_at, trigger) do update
        set outcome = excluded.outcome, reason = excluded.reason, started_at = excluded.started_at, body = excluded.body
        where (excluded.outcome = 4, excluded.started_at, excluded.outcome,
                coalesce(array_position($9::smallint[], excluded.reason), 0))
            < (result.outcome = 4, result.started_at, result.outcome,
                coalesce(array_position($9::smallint[], result.reason), 0))
        returning target, region, scheduled_at, trigger
        """;
}
