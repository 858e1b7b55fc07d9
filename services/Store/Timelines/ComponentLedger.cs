using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Store.Timelines;

/// <summary>What components' verdicts are made of.</summary>
public sealed class ComponentLedger : IComponentLedger
{
    private readonly NpgsqlConnection _connection;

    internal ComponentLedger(NpgsqlConnection connection) => _connection = connection;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ComponentFacts>> LockAsync(
        IReadOnlyDictionary<int, Instant> from,
        CancellationToken cancel
    )
    {
        await _connection.ExecuteAsync(
            "select from component where id = any($1) order by id for no key update",
            [from.Keys.ToArray()],
            cancel
        );
        return await ReadAsync(from, cancel);
    }

    /// <summary>As far as they are written now.</summary>
    /// <param name="from">As for <see cref="LockAsync"/>.</param>
    public async Task<IReadOnlyList<ComponentFacts>> ReadAsync(
        IReadOnlyDictionary<int, Instant> from,
        CancellationToken cancel
    )
    {
        object?[] ids = [from.Keys.ToArray()];
        var alive = await _connection.ReadAsync(
            AliveSql,
            ids,
            row => (Member: (Component: row.GetInt32(0), Target: row.GetInt32(1)), Window: row.GetWindow(2)),
            cancel
        );
        var maintenance = await _connection.ReadAsync(
            MaintenanceSql,
            [from.Keys.ToArray(), from.Values.ToArray()],
            row => (Component: row.GetInt32(0), Window: row.GetWindow(1)),
            cancel
        );
        var verdicts = await _connection.ReadAsync(
            VerdictSql,
            [from.Keys.ToArray(), from.Values.ToArray()],
            row =>
                (
                    Member: (Component: row.GetInt32(0), Target: row.GetInt32(1)),
                    Change: new Change<Verdict>(row.GetInstant(2), (Verdict)row.GetInt16(3))
                ),
            cancel
        );

        var windows = alive.ToLookup(row => row.Member, row => row.Window);
        var changes = verdicts.ToLookup(row => row.Member, row => row.Change);
        return
        [
            .. from.Keys.Select(component => new ComponentFacts(
                component,
                [
                    .. windows
                        .Where(member => member.Key.Component == component)
                        .Select(member => new ComponentMember(
                            Windows.Union(member),
                            new StepFunction<Verdict>(Verdict.Unknown, changes[member.Key])
                        )),
                ],
                Windows.Union(maintenance.Where(row => row.Component == component).Select(row => row.Window))
            )),
        ];
    }

    /// <summary>By component (<c>$1</c>) and target, when the target was both alive and a member.</summary>
    internal const string AliveSql = """
        select component, target, greatest(from_at, created_at), least(to_at, deleted_at)
        from component_member
        join target_lifetime using (target)
        where component = any($1)
            and greatest(from_at, created_at) < coalesce(least(to_at, deleted_at), 'infinity')
        """;

    private const string MaintenanceSql = """
        select given.id, from_at, to_at
        from unnest($1::integer[], $2::timestamptz[]) as given (id, at)
        join maintenance_time on components @> array[given.id] and to_at >= given.at
        """;

    private const string VerdictSql = """
        select component, target, verdict.at, verdict
        from unnest($1::integer[], $2::timestamptz[]) as given (component, at)
        join (select distinct component, target from component_member) as member using (component)
        join verdict using (target)
        where verdict.at >= coalesce(
            (select max(before.at) from verdict as before where before.target = member.target and before.at < given.at),
            '-infinity'
        )
        order by verdict.at
        """;
}

/// <param name="Maintenance">The windows on the component itself, from the instant on that was asked for.</param>
public sealed record ComponentFacts(int Id, IReadOnlyList<ComponentMember> Members, IReadOnlyList<Window> Maintenance);
