using System.Data;
using Npgsql;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Objectives;
using Ringback.Model.Sla.Statements;
using Ringback.Store.Reads;
using Ringback.Store.Timelines;

namespace Ringback.Store.Objectives;

/// <summary>Reads what the figures of promises are made of.</summary>
public sealed class SubjectReads(NpgsqlDataSource database)
{
    public async Task<SubjectFacts> ReadAsync(SubjectQuestion asked, Instant now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        var targets = await NumbersAsync(connection, "target", asked.Targets, cancel);
        var components = await NumbersAsync(connection, "component", asked.Components, cancel);
        var members = await connection.ReadAsync(ComponentLedger.AliveSql, [components], ReadMember, cancel);
        int[] all = [.. targets.Union(members.Select(member => member.Target))];
        var parts = new Parts(
            targets,
            components,
            members.ToLookup(member => member.Component),
            await TargetHistory.ReadAsync(connection, all, cancel),
            await WindowsAsync(connection, TargetFacts.MaintenanceSql, all, cancel),
            await WindowsAsync(connection, ComponentWorkSql, components, cancel)
        );
        var told = Together(
            parts,
            await TimelineReads.ReadAsync(connection, "verdict", "target", targets, asked.Window, cancel),
            await TimelineReads.ReadAsync(
                connection,
                "component_verdict",
                "component",
                components,
                asked.Window,
                cancel
            ),
            asked.Window
        );
        var asOf = await WatermarkReads.ReadAsync(connection, all, now, cancel);
        return new SubjectFacts
        {
            Subject = new Subject(
                told,
                asked.Beneath ? await BeneathAsync(connection, parts, asked.Window, cancel) : told,
                parts.Maintenance,
                all.Select(id => asOf[id]).DefaultIfEmpty(now).Min()
            ),
            Targets = parts.Targets,
            Incidents = await IncidentsAsync(connection, targets, components, asked.Window, cancel),
            Work = await WorkAsync(connection, all, components, asked.Window, cancel),
        };
    }

    private static async Task<StepFunction<Verdict>> BeneathAsync(
        NpgsqlConnection connection,
        Parts parts,
        Window window,
        CancellationToken cancel
    )
    {
        var beneath = await new BeneathReads(connection).ReadAsync(parts.Histories, window, cancel);
        return Together(
            parts,
            beneath,
            parts.ComponentNumbers.ToDictionary(id => id, id => Worst(parts.MembersOf(id, beneath), window)),
            window
        );
    }

    /// <summary>Of several the worst, as of a component; of one its own.</summary>
    private static StepFunction<Verdict> Together(
        Parts parts,
        IReadOnlyDictionary<int, StepFunction<Verdict>> targets,
        IReadOnlyDictionary<int, StepFunction<Verdict>> components,
        Window window
    )
    {
        List<ComponentMember> members =
        [
            .. parts.TargetNumbers.Select(id => new ComponentMember(parts.Histories[id].Lifetime, targets[id])),
            .. parts.ComponentNumbers.Select(id => new ComponentMember(parts.LifetimeOf(id), components[id])),
        ];
        return members.Count == 1 ? members[0].Verdicts : Worst(members, window);
    }

    private static StepFunction<Verdict> Worst(IReadOnlyList<ComponentMember> members, Window window) =>
        new(Verdict.Unknown, ComponentTimeline.Derive(members, [], Instant.MinValue, window.To));

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

    private static async Task<IReadOnlyList<KnownIncident>> IncidentsAsync(
        NpgsqlConnection connection,
        int[] targets,
        int[] components,
        Window window,
        CancellationToken cancel
    ) =>
        await connection.ReadAsync(
            IncidentSql,
            [targets, components, window.From, window.To],
            row => new KnownIncident(
                row.GetString(0),
                row.GetInstant(1),
                row.GetInstantOrNull(2),
                row.IsDBNull(3) ? null : (Reason)row.GetInt16(3)
            ),
            cancel
        );

    private static async Task<IReadOnlyList<AnnouncedWork>> WorkAsync(
        NpgsqlConnection connection,
        int[] targets,
        int[] components,
        Window window,
        CancellationToken cancel
    ) =>
        await connection.ReadAsync(
            WorkSql,
            [targets, components, window.From, window.To],
            row => new AnnouncedWork(row.GetString(0), row.GetString(1), row.GetInstant(2), row.GetInstant(3)),
            cancel
        );

    private static (int Component, int Target, Window Window) ReadMember(NpgsqlDataReader row) =>
        (row.GetInt32(0), row.GetInt32(1), row.GetWindow(2));

    /// <summary>What a promise is made of, target by target.</summary>
    private sealed class Parts(
        int[] targets,
        int[] components,
        ILookup<int, (int Component, int Target, Window Window)> members,
        Dictionary<int, TargetHistory> histories,
        ILookup<int, Window> targetWork,
        ILookup<int, Window> componentWork
    )
    {
        public int[] TargetNumbers => targets;

        public int[] ComponentNumbers => components;

        public Dictionary<int, TargetHistory> Histories => histories;

        public SubjectMaintenance Maintenance
        {
            get
            {
                List<SubjectMaintenance> each =
                [
                    .. targets.Select(id => OfTarget(id, histories[id].Lifetime)),
                    .. components.Select(id =>
                        SubjectMaintenance.Together(
                            [.. AliveIn(id).Select(member => OfTarget(member.Key, member.Value))],
                            [.. componentWork[id]]
                        )
                    ),
                ];
                return each.Count == 1 ? each[0] : SubjectMaintenance.Together(each, []);
            }
        }

        /// <summary>Each once, however many of the components it belongs to.</summary>
        public IReadOnlyList<SubjectTarget> Targets =>
            [
                .. targets
                    .Select(id => KeyValuePair.Create(id, histories[id].Lifetime))
                    .Concat(components.SelectMany(AliveIn))
                    .GroupBy(part => part.Key, part => part.Value)
                    .Select(part => new SubjectTarget(
                        part.Key,
                        OfTarget(part.Key, Windows.Union(part.SelectMany(windows => windows)))
                    )),
            ];

        public IReadOnlyList<Window> LifetimeOf(int component) =>
            Windows.Union(members[component].Select(member => member.Window));

        public IReadOnlyList<ComponentMember> MembersOf(
            int component,
            Dictionary<int, StepFunction<Verdict>> verdicts
        ) => [.. AliveIn(component).Select(member => new ComponentMember(member.Value, verdicts[member.Key]))];

        private Dictionary<int, IReadOnlyList<Window>> AliveIn(int component) =>
            members[component]
                .GroupBy(member => member.Target, member => member.Window)
                .ToDictionary(member => member.Key, Windows.Union);

        private SubjectMaintenance OfTarget(int target, IReadOnlyList<Window> alive) =>
            SubjectMaintenance.OfTarget(alive, [.. targetWork[target]]);
    }

    private const string ComponentWorkSql = """
        select given.id, from_at, to_at
        from unnest($1::integer[]) as given (id)
        join maintenance_time on components @> array[given.id]
        """;

    private const string IncidentSql = """
        select coalesce(target.slug, component.slug) as subject, opened_at, closed_at, reason
        from incident
        left join target on target.id = incident.target
        left join component on component.id = incident.component
        where (incident.target = any($1) or incident.component = any($2))
            and opened_at < $4 and coalesce(closed_at, 'infinity') > $3
            and merged_into is null and not withdrawn
        order by opened_at, subject
        """;

    private const string WorkSql = """
        select slug, title, from_at, to_at
        from maintenance_time
        join maintenance_window as named on named.id = maintenance_window
        where from_at < $4 and to_at > $3
            and (
                targets && $1 or components && $2
                or exists (select from component_member where target = any($1) and component = any(components))
            )
        order by from_at, to_at, slug
        """;
}
