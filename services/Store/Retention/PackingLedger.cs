using System.Globalization;
using Npgsql;
using Ringback.Model;
using Ringback.Store.Results;
using Ringback.Store.Results.Packing;

namespace Ringback.Store.Retention;

/// <summary>Packs the results of days that ended some days ago, one target at a time, and gives back the room of their rows.</summary>
/// <remarks>
/// Rows leave <c>result</c> and enter <c>packed_result</c> in one transaction: whoever dies in between has done nothing. What
/// comes late for a packed day is a row again until the next run.
/// </remarks>
public sealed class PackingLedger(NpgsqlDataSource database)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Days that end at or before an instant may be packed from now on: who takes results must know it first.</summary>
    public async Task OpenAsync(Instant before, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(
            "update horizon set packed_before = $1 where packed_before < $1",
            [before],
            cancel
        );
    }

    /// <summary>The UTC days that may be packed and have rows, or room that rows have left, in order.</summary>
    public async Task<IReadOnlyList<DateOnly>> DaysAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync(
            $"""
            select day
            from ({Partitions.DaysSql}) as partition
            where (day + 1)::timestamp at time zone 'UTC' <= (select packed_before from horizon)
                and (pg_relation_size(part) > 0 or pg_indexes_size(part) > {EmptyIndex})
            order by day
            """,
            [],
            row => row.GetFieldValue<DateOnly>(0),
            cancel
        );
    }

    /// <summary>Numbers of the targets that have rows of a day.</summary>
    public async Task<IReadOnlyList<int>> TargetsAsync(DateOnly day, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var start = PackedRow.StartOf(day);
        return await connection.ReadAsync(
            """
            select id from target
            cross join lateral (
                select from result where target = id and scheduled_at >= $1 and scheduled_at < $2 limit 1
            ) as there
            order by id
            """,
            [start, start + Day],
            row => row.GetInt32(0),
            cancel
        );
    }

    /// <summary>Packs the rows of a target's day together with what is packed of it already.</summary>
    /// <returns>How many rows; null where another packer is at work, here or elsewhere.</returns>
    /// <exception cref="ArgumentException">They cannot be packed, and stay as they are.</exception>
    /// <exception cref="InvalidDataException">What is packed already is damaged; the rows stay as they are.</exception>
    public async Task<int?> PackAsync(int target, DateOnly day, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var isAlone = await connection.ReadAsync(
            "select pg_try_advisory_xact_lock($1)",
            [Locks.Packing],
            row => row.GetBoolean(0),
            cancel
        );
        if (!isAlone[0])
            return null;

        // Plans are made while a day is empty and kept: one that reads a whole day would do so for every target.
        await connection.ExecuteAsync("set local enable_seqscan = off", [], cancel);
        var start = PackedRow.StartOf(day);
        var rows = await connection.ReadAsync(
            """
            delete from result
            where target = $1 and scheduled_at >= $2 and scheduled_at < $3
            returning region, scheduled_at, trigger, outcome, reason, started_at, body
            """,
            [target, start, start + Day],
            row => (Region: row.GetInt16(0), Run: StoredRun.Read(row, 1)),
            cancel
        );
        var packed = (
            await connection.ReadAsync(
                "select region, day, judged, measured from packed_result where target = $1 and day = $2",
                [target, day],
                row => (Region: row.GetInt16(0), Row: PackedRow.Read(row, 1, whole: true)),
                cancel
            )
        ).ToDictionary(each => each.Region, each => each.Row);
        foreach (var region in rows.GroupBy(each => each.Region, each => each.Run))
        {
            var before = packed.TryGetValue(region.Key, out var row) ? row.Runs() : [];
            var (judged, measured) = PackedDay.Pack(start, MergedRuns.Of(before, [.. region]));
            await connection.ExecuteAsync(
                """
                insert into packed_result (target, region, day, judged, measured) values ($1, $2, $3, $4, $5)
                on conflict (target, region, day) do update set judged = excluded.judged, measured = excluded.measured
                """,
                [target, region.Key, day, judged, measured],
                cancel
            );
        }

        await transaction.CommitAsync(cancel);
        return rows.Count;
    }

    /// <summary>Of a target's packed day only the first checkpoint stays: what comes late for it replays from there.</summary>
    public async Task ThinAsync(int target, DateOnly day, CancellationToken cancel)
    {
        var start = PackedRow.StartOf(day);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync("select from derivation where target = $1 for update", [target], cancel);
        await connection.ExecuteAsync(
            """
            delete from region_fold
            where target = $1 and at >= $2 and at < $3
                and exists (
                    select from region_fold as earlier
                    where earlier.target = region_fold.target and earlier.region = region_fold.region
                        and earlier.at >= $2 and earlier.at < region_fold.at
                )
            """,
            [target, start, start + Day],
            cancel
        );
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Gives back the room that a day's rows have left, unless somebody still sees them.</summary>
    /// <remarks>
    /// To truncate a table empties it for readers of an earlier moment too. Vacuum knows when no such reader is left: only then
    /// does it cut the pages off, and only then is the rest, which is the index, cut off here.
    /// </remarks>
    public async Task ReleaseAsync(DateOnly day, CancellationToken cancel)
    {
        var partition = "result_" + day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using (var vacuum = connection.Statement($"vacuum {partition}"))
        {
            vacuum.CommandTimeout = 0;
            await vacuum.ExecuteNonQueryAsync(cancel);
        }

        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync("set local lock_timeout = '2s'", [], cancel);
        await connection.ExecuteAsync($"lock table {partition} in access exclusive mode", [], cancel);
        var size = await connection.ReadAsync(
            "select pg_relation_size($1::text::regclass)",
            [partition],
            row => row.GetInt64(0),
            cancel
        );
        if (size[0] > 0)
            return;

        await connection.ExecuteAsync($"truncate {partition}", [], cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Bytes of the one page that an index without rows has.</summary>
    private const int EmptyIndex = 8_192;
}
