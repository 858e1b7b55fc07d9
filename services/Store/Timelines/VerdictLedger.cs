using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Store.Timelines;

/// <summary>Verdict timelines, of targets or of components.</summary>
/// <remarks>What it reads is looked up id by id, as in <see cref="RegionSql"/>.</remarks>
public sealed class VerdictLedger : IVerdictLedger
{
    private readonly NpgsqlConnection _connection;
    private readonly string _table;
    private readonly string _key;

    internal VerdictLedger(NpgsqlConnection connection, string table, string key) =>
        (_connection, _table, _key) = (connection, table, key);

    /// <inheritdoc/>
    public async Task<Dictionary<int, StoredVerdicts>> ReadAsync(
        IReadOnlyDictionary<int, Instant> from,
        CancellationToken cancel
    )
    {
        var rows = await _connection.ReadAsync(
            $"""
            select given.id, stored.at, stored.verdict
            from unnest($1::integer[], $2::timestamptz[]) as given (id, at)
            cross join lateral (
                select at, verdict from {_table}
                where {_table}.{_key} = given.id
                    and {_table}.at >= coalesce(
                        (
                            select max(at) from {_table} as before
                            where before.{_key} = given.id and before.verdict = 1 and before.at < given.at
                        ),
                        '-infinity'
                    )
                offset 0
            ) as stored
            order by stored.at
            """,
            [from.Keys.ToArray(), from.Values.ToArray()],
            row => (Id: row.GetInt32(0), Change: new Change<Verdict>(row.GetInstant(1), (Verdict)row.GetInt16(2))),
            cancel
        );
        var changes = rows.ToLookup(row => row.Id, row => row.Change);
        return from.ToDictionary(
            each => each.Key,
            each => new StoredVerdicts(
                changes[each.Key].FirstOrDefault() is { Value: Verdict.Up, At: var up } && up < each.Value
                    ? up
                    : Instant.MinValue,
                new StepFunction<Verdict>(Verdict.Unknown, changes[each.Key])
            )
        );
    }

    /// <inheritdoc/>
    public async Task WriteAsync(
        IReadOnlyList<(int Id, Instant From, IReadOnlyList<Change<Verdict>> Changes)> changed,
        CancellationToken cancel
    )
    {
        if (changed.Count == 0)
            return;

        await DropAsync(changed.Select(each => each.Id), changed.Select(each => each.From), cancel);
        var rows = changed
            .SelectMany(each => each.Changes.Where(c => c.At >= each.From), (each, c) => (each.Id, Change: c))
            .ToList();
        await _connection.ExecuteAsync(
            InsertSql(_table, _key),
            [
                rows.Select(each => each.Id).ToArray(),
                rows.Select(each => each.Change.At).ToArray(),
                rows.Select(each => (short)each.Change.Value).ToArray(),
            ],
            cancel
        );
    }

    /// <summary>Drops what each id has from an instant on.</summary>
    private async Task DropAsync(IEnumerable<int> ids, IEnumerable<Instant> from, CancellationToken cancel)
    {
        var gone = await _connection.ReadAsync(
            $"""
            select given.id, stored.at
            from unnest($1::integer[], $2::timestamptz[]) as given (id, at)
            cross join lateral (
                select at from {_table} where {_table}.{_key} = given.id and {_table}.at >= given.at offset 0
            ) as stored
            """,
            [ids.ToArray(), from.ToArray()],
            row => (Id: row.GetInt32(0), At: row.GetInstant(1)),
            cancel
        );
        if (gone.Count == 0)
            return;

        await _connection.ExecuteAsync(
            $"""
            delete from {_table}
            using unnest($1::integer[], $2::timestamptz[]) as given (id, at)
            where ({_table}.{_key}, {_table}.at) = (given.id, given.at)
            """,
            [gone.Select(each => each.Id).ToArray(), gone.Select(each => each.At).ToArray()],
            cancel
        );
    }

    /// <summary>
    /// Appends changes (<c>$1</c> ids, <c>$2</c> instants, <c>$3</c> verdicts) after the last stored one of each id, and
    /// carries the sums on from there.
    /// </summary>
    internal static string InsertSql(string table, string key) =>
        $"""
            with given as (
                select * from unnest($1::integer[], $2::timestamptz[], $3::smallint[]) as given (id, at, verdict)
            ),
            last as (
                select ids.id, last.*
                from (select distinct id from given) as ids
                cross join lateral (
                    select at, verdict, up_us, degraded_us, partial_us, down_us, maintenance_us
                    from {table} as stored
                    where stored.{key} = ids.id
                    order by at desc
                    limit 1
                ) as last
            ),
            line as (
                select id, at, verdict, true as is_new from given
                union all
                select id, at, verdict, false from last
            ),
            step as (
                select id, at, verdict, is_new,
                    lag(verdict) over earlier as held,
                    (extract(epoch from at - lag(at) over earlier) * 1000000)::bigint as us
                from line
                window earlier as (partition by id order by at)
            ),
            summed as (
                select step.id, step.at, step.verdict, is_new,
                    (coalesce(up_us, 0) + coalesce(sum(us) filter (where held = 1) over so_far, 0))::bigint as up,
                    (coalesce(degraded_us, 0) + coalesce(sum(us) filter (where held = 2) over so_far, 0))::bigint as degraded,
                    (coalesce(partial_us, 0) + coalesce(sum(us) filter (where held = 3) over so_far, 0))::bigint as partial,
                    (coalesce(down_us, 0) + coalesce(sum(us) filter (where held = 4) over so_far, 0))::bigint as down,
                    (coalesce(maintenance_us, 0) + coalesce(sum(us) filter (where held = 5) over so_far, 0))::bigint as maintenance
                from step
                left join last using (id)
                window so_far as (partition by step.id order by step.at)
            )
            insert into {table} ({key}, at, verdict, up_us, degraded_us, partial_us, down_us, maintenance_us)
            select id, at, verdict, up, degraded, partial, down, maintenance from summed where is_new
            """;
}

/// <param name="From">Where it begins to be whole: a turn to <c>up</c>, or before all time.</param>
public sealed record StoredVerdicts(Instant From, StepFunction<Verdict> Verdicts);
