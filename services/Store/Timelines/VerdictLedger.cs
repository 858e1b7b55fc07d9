using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Store.Timelines;

/// <summary>Verdict timelines, of targets or of components.</summary>
public sealed class VerdictLedger
{
    private readonly NpgsqlConnection _connection;
    private readonly string _table;
    private readonly string _key;

    internal VerdictLedger(NpgsqlConnection connection, string table, string key) =>
        (_connection, _table, _key) = (connection, table, key);

    /// <summary>
    /// The stored verdicts of each id, from the last turn to <c>up</c> before the instant given with it: no incident reaches
    /// from before that to after.
    /// </summary>
    public async Task<Dictionary<int, StoredVerdicts>> ReadAsync(
        IReadOnlyDictionary<int, Instant> from,
        CancellationToken cancel
    )
    {
        var rows = await _connection.ReadAsync(
            $"""
            select given.id, verdict.at, verdict
            from unnest($1::integer[], $2::timestamptz[]) as given (id, at)
            join {_table} as verdict on verdict.{_key} = given.id
                and verdict.at >= coalesce(
                    (
                        select max(at) from {_table} as before
                        where before.{_key} = given.id and before.verdict = 1 and before.at < given.at
                    ),
                    '-infinity'
                )
            order by verdict.at
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

    /// <summary>Replaces what each id has from the instant given with it on.</summary>
    public async Task WriteAsync(
        IReadOnlyList<(int Id, Instant From, IReadOnlyList<Change<Verdict>> Changes)> changed,
        CancellationToken cancel
    )
    {
        if (changed.Count == 0)
            return;

        await _connection.ExecuteAsync(
            $"""
            delete from {_table}
            using unnest($1::integer[], $2::timestamptz[]) as given (id, at)
            where {_table}.{_key} = given.id and {_table}.at >= given.at
            """,
            [changed.Select(each => each.Id).ToArray(), changed.Select(each => each.From).ToArray()],
            cancel
        );
        var rows = changed
            .SelectMany(each => each.Changes.Where(c => c.At >= each.From), (each, c) => (each.Id, Change: c))
            .ToList();
        await _connection.ExecuteAsync(
            $"insert into {_table} ({_key}, at, verdict) select * from unnest($1::integer[], $2::timestamptz[], $3::smallint[])",
            [
                rows.Select(each => each.Id).ToArray(),
                rows.Select(each => each.Change.At).ToArray(),
                rows.Select(each => (short)each.Change.Value).ToArray(),
            ],
            cancel
        );
    }
}

/// <param name="From">Where it begins to be whole: a turn to <c>up</c>, or before all time.</param>
public sealed record StoredVerdicts(Instant From, StepFunction<Verdict> Verdicts);
