using System.Data;
using Npgsql;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Reads;

namespace Ringback.Store.Objectives;

/// <summary>Reads what the figures of promises are made of.</summary>
public sealed class ObjectiveReads(NpgsqlDataSource database)
{
    public async Task<ObjectiveFacts> ReadAsync(ObjectiveQuestion asked, Instant now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        var targets = await NumbersAsync(connection, "target", asked.Targets, cancel);
        var components = await NumbersAsync(connection, "component", asked.Components, cancel);
        var lifetimes = await WindowsAsync(connection, LifetimeSql, targets, cancel);
        var alive = await MembersAsync(connection, components, cancel);

        var ofTargets = await TimelineReads.ReadAsync(connection, "verdict", "target", targets, asked.Window, cancel);
        var ofComponents = await TimelineReads.ReadAsync(
            connection,
            "component_verdict",
            "component",
            components,
            asked.Window,
            cancel
        );
        int[] all = [.. targets.Union(alive.Select(member => member.Target))];
        var asOf = await WatermarkReads.ReadAsync(connection, all, now, cancel);
        var beneath = asked.Beneath ? await new BeneathReads(connection).ReadAsync(all, asked.Window, cancel) : [];
        return new ObjectiveFacts
        {
            Members =
            [
                .. targets.Select(id => new ComponentMember(Windows.Union(lifetimes[id]), ofTargets[id])),
                .. components.Select(id => new ComponentMember(Lifetime(id), ofComponents[id])),
            ],
            Beneath = !asked.Beneath
                ? []
                :
                [
                    .. targets.Select(id => new ComponentMember(Windows.Union(lifetimes[id]), beneath[id])),
                    .. components.Select(id => new ComponentMember(Lifetime(id), Worst(id))),
                ],
            AsOf = all.Select(id => asOf[id]).DefaultIfEmpty(now).Min(),
            Incidents = await IncidentsAsync(connection, targets, components, asked.Window, cancel),
        };

        IReadOnlyList<Window> Lifetime(int component) =>
            Windows.Union(alive.Where(member => member.Component == component).Select(member => member.Window));

        StepFunction<Verdict> Worst(int component) =>
            new(
                Verdict.Unknown,
                ComponentTimeline.Derive(
                    [
                        .. alive
                            .Where(member => member.Component == component)
                            .GroupBy(member => member.Target)
                            .Select(member => new ComponentMember(
                                Windows.Union(member.Select(each => each.Window)),
                                beneath[member.Key]
                            )),
                    ],
                    [],
                    Instant.MinValue,
                    asked.Window.To
                )
            );
    }

    private static async Task<int[]> NumbersAsync(
        NpgsqlConnection connection,
        string table,
        IReadOnlyList<string> slugs,
        CancellationToken cancel
    ) =>
        [
            .. await connection.ReadAsync(
                $"select id from {table} where slug = any($1) order by id",
                [slugs.ToArray()],
                row => row.GetInt32(0),
                cancel
            ),
        ];

    private static async Task<ILookup<int, Window>> WindowsAsync(
        NpgsqlConnection connection,
        string sql,
        int[] ids,
        CancellationToken cancel
    ) =>
        (
            await connection.ReadAsync(sql, [ids], row => (Id: row.GetInt32(0), Window: row.GetWindow(1)), cancel)
        ).ToLookup(row => row.Id, row => row.Window);

    private static async Task<List<(int Component, int Target, Window Window)>> MembersAsync(
        NpgsqlConnection connection,
        int[] components,
        CancellationToken cancel
    ) =>
        await connection.ReadAsync(
            MemberSql,
            [components],
            row => (row.GetInt32(0), row.GetInt32(1), row.GetWindow(2)),
            cancel
        );

    private static async Task<IReadOnlyList<ObjectiveIncident>> IncidentsAsync(
        NpgsqlConnection connection,
        int[] targets,
        int[] components,
        Window window,
        CancellationToken cancel
    ) =>
        await connection.ReadAsync(
            IncidentSql,
            [targets, components, window.From, window.To],
            row => new ObjectiveIncident(
                row.GetInt64(0),
                row.GetString(1),
                row.GetWindow(2),
                (Verdict)row.GetInt16(4),
                row.IsDBNull(5) ? null : (Reason)row.GetInt16(5)
            ),
            cancel
        );

    private const string LifetimeSql =
        "select target, created_at, deleted_at from target_lifetime where target = any($1) order by created_at";

    private const string MemberSql = """
        select component, target, greatest(from_at, created_at), least(to_at, deleted_at)
        from component_member
        join target_lifetime using (target)
        where component = any($1)
            and greatest(from_at, created_at) < coalesce(least(to_at, deleted_at), 'infinity')
        order by component, target, greatest(from_at, created_at)
        """;

    private const string IncidentSql = """
        select incident.id, coalesce(target.slug, component.slug), opened_at, closed_at, severity, reason
        from incident
        left join target on target.id = incident.target
        left join component on component.id = incident.component
        where (incident.target = any($1) or incident.component = any($2))
            and opened_at < $4 and coalesce(closed_at, 'infinity') > $3
            and merged_into is null and not withdrawn
        order by opened_at, incident.id
        """;
}
