using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Rollups;
using Ringback.Store.Results;

namespace Ringback.Store.Timelines;

/// <summary>What the hours and days of claimed targets amount to.</summary>
internal sealed class RollupLedger(NpgsqlConnection connection) : IRollupLedger
{
    public async Task<Instant> HorizonAsync(CancellationToken cancel) =>
        (
            await connection.ReadAsync("select sealed_before from horizon", [], row => row.GetInstant(0), cancel)
        ).Single();

    public async Task<Dictionary<ViewDay, DayRollup>> DaysAsync(
        IReadOnlyList<(View View, DateOnly From, DateOnly To)> days,
        CancellationToken cancel
    )
    {
        var rows = await connection.ReadAsync(
            """
            select given.target, given.region, day, total, hours
            from unnest($1::integer[], $2::smallint[], $3::date[], $4::date[]) as given (target, region, first, last)
            cross join lateral (
                select day, total, hours from rollup
                where rollup.target = given.target and rollup.region = given.region and day between first and last
                offset 0
            ) as stored
            """,
            [
                days.Select(each => each.View.Target).ToArray(),
                days.Select(each => each.View.Region).ToArray(),
                days.Select(each => each.From).ToArray(),
                days.Select(each => each.To).ToArray(),
            ],
            row =>
                (
                    Day: new ViewDay(new View(row.GetInt32(0), row.GetInt16(1)), row.GetFieldValue<DateOnly>(2)),
                    Rollup: RollupColumns.Day(row, 3)
                ),
            cancel
        );
        return rows.ToDictionary(row => row.Day, row => row.Rollup);
    }

    public async Task<ILookup<View, RolledRun>> RunsAsync(
        IReadOnlyList<(View View, Window Window)> windows,
        CancellationToken cancel
    )
    {
        var runs = await new StoredRuns(connection).WholeAsync(windows, RunFilter.Scheduled, cancel);
        return runs.SelectMany(each => each, (each, run) => (windows[each.Key].View, Run: RollupColumns.Run(run)))
            .ToLookup(each => each.View, each => each.Run);
    }

    public async Task WriteAsync(IReadOnlyDictionary<ViewDay, DayRollup> days, CancellationToken cancel)
    {
        var kept = days.Where(each => !each.Value.IsEmpty).ToList();
        await connection.ExecuteAsync(
            """
            insert into rollup (target, region, day, total, hours)
            select * from unnest($1::integer[], $2::smallint[], $3::date[], $4::bytea[], $5::bytea[])
            on conflict (target, region, day) do update set total = excluded.total, hours = excluded.hours
            """,
            [
                .. Keys(kept),
                kept.Select(each => each.Value.Total.ToBytes()).ToArray(),
                kept.Select(each => each.Value.ToBytes()).ToArray(),
            ],
            cancel
        );
        var gone = days.Where(each => each.Value.IsEmpty).ToList();
        if (gone.Count > 0)
        {
            await connection.ExecuteAsync(
                """
                delete from rollup
                using unnest($1::integer[], $2::smallint[], $3::date[]) as given (target, region, day)
                where (rollup.target, rollup.region, rollup.day) = (given.target, given.region, given.day)
                """,
                Keys(gone),
                cancel
            );
        }
    }

    public Task AdvanceAsync(IReadOnlyDictionary<int, Instant> rolledTo, CancellationToken cancel) =>
        connection.ExecuteAsync(
            """
            update derivation set rolled_to = given.rolled_to
            from unnest($1::integer[], $2::timestamptz[]) as given (target, rolled_to)
            where derivation.target = given.target
            """,
            [rolledTo.Keys.ToArray(), rolledTo.Values.ToArray()],
            cancel
        );

    private static object?[] Keys(IReadOnlyList<KeyValuePair<ViewDay, DayRollup>> days) =>
        [
            days.Select(each => each.Key.View.Target).ToArray(),
            days.Select(each => each.Key.View.Region).ToArray(),
            days.Select(each => each.Key.Day).ToArray(),
        ];
}
