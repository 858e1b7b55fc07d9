using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Store.Catalogs;

/// <summary>Reads and writes the time that maintenance windows take out.</summary>
internal sealed class MaintenanceRows(NpgsqlConnection connection)
{
    /// <returns>By window, the stretches that overlap <paramref name="reach"/>.</returns>
    public async Task<ILookup<int, MaintenanceRow>> ReadAsync(int[] windows, Window reach, CancellationToken cancel) =>
        (
            await connection.ReadAsync(
                """
                select maintenance_window, id, day, from_at, to_at, targets, components
                from maintenance_time
                where maintenance_window = any($1) and to_at > $2 and from_at < $3
                order by id
                """,
                [windows, reach.From, reach.To],
                row =>
                    (
                        Window: row.GetInt32(0),
                        Row: new MaintenanceRow(
                            row.GetInt64(1),
                            new MaintenanceStretch(
                                row.GetFieldValue<DateOnly>(2),
                                row.GetWindow(3),
                                new MaintenanceScope(row.GetFieldValue<int[]>(5), row.GetFieldValue<int[]>(6))
                            )
                        )
                    ),
                cancel
            )
        ).ToLookup(row => row.Window, row => row.Row);

    public async Task WriteAsync(IReadOnlyList<MaintenanceChange> changes, CancellationToken cancel)
    {
        await connection.ExecuteAsync(
            "delete from maintenance_time where id = any($1)",
            [changes.SelectMany(change => change.Gone).Select(row => row.Id).ToArray()],
            cancel
        );
        var come = changes
            .SelectMany(change => change.Come, (change, stretch) => (change.MaintenanceWindow, Stretch: stretch))
            .ToList();
        await connection.ExecuteAsync(
            """
            insert into maintenance_time (maintenance_window, day, from_at, to_at, targets, components)
            select maintenance_window, day, from_at, to_at, targets::integer[], components::integer[]
            from unnest($1::integer[], $2::date[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::text[])
                as given (maintenance_window, day, from_at, to_at, targets, components)
            """,
            [
                come.Select(each => each.MaintenanceWindow).ToArray(),
                come.Select(each => each.Stretch.Day).ToArray(),
                .. Columns([.. come.Select(each => each.Stretch)]),
            ],
            cancel
        );
    }

    /// <summary>Keeps what was before and after, of each change one amendment.</summary>
    public async Task AmendAsync(
        IReadOnlyList<MaintenanceChange> changes,
        long catalogVersion,
        Instant now,
        CancellationToken cancel
    )
    {
        foreach (var change in changes)
        {
            var times = change
                .Gone.Where(row => row.Stretch.Window.From < now)
                .Select(row => (IsAfter: false, Time: row.Stretch))
                .Concat(
                    change
                        .Come.Where(stretch => stretch.Window.From < now)
                        .Select(stretch => (IsAfter: true, Time: stretch))
                )
                .ToList();
            await connection.ExecuteAsync(
                """
                with amendment as (
                    insert into maintenance_amendment (maintenance_window, catalog_version, written_at)
                    values ($1, $2, $3)
                    returning id
                )
                insert into maintenance_amendment_time (amendment, is_after, from_at, to_at, targets, components)
                select amendment.id, is_after, from_at, to_at, targets::integer[], components::integer[]
                from amendment
                cross join unnest($4::boolean[], $5::timestamptz[], $6::timestamptz[], $7::text[], $8::text[])
                    as given (is_after, from_at, to_at, targets, components)
                """,
                [
                    change.MaintenanceWindow,
                    catalogVersion,
                    now,
                    times.Select(time => time.IsAfter).ToArray(),
                    .. Columns([.. times.Select(time => time.Time)]),
                ],
                cancel
            );
        }
    }

    /// <summary>Touches whoever is taken out of other time than before, from the first such instant on.</summary>
    public Task TouchAsync(IReadOnlyList<MaintenanceChange> changes, CancellationToken cancel)
    {
        var concerned = changes
            .SelectMany(change => change.Gone.Select(row => row.Stretch).Concat(change.Come))
            .GroupBy(stretch => stretch.Scope)
            .Select(same => same.MinBy(stretch => stretch.Window.From))
            .ToList();
        return connection.ExecuteAsync(
            """
            with concerned as (
                select from_at, targets::integer[], components::integer[]
                from unnest($1::timestamptz[], $2::timestamptz[], $3::text[], $4::text[])
                    as given (from_at, to_at, targets, components)
            )
            insert into touched (target, at)
            select target, min(from_at)
            from (
                select unnest(targets) as target, from_at from concerned
                union all
                select component_member.target, concerned.from_at
                from concerned
                join component_member on component_member.component = any(components)
            ) as scope
            group by target
            """,
            Columns(concerned),
            cancel
        );
    }

    /// <summary>From, to, targets, components. Arrays of differing lengths do not fit into one of two dimensions: each goes as its text.</summary>
    private static object?[] Columns(IReadOnlyList<MaintenanceStretch> stretches) =>
        [
            stretches.Select(stretch => stretch.Window.From).ToArray(),
            stretches.Select(stretch => stretch.Window.To).ToArray(),
            stretches.Select(stretch => $"{{{string.Join(',', stretch.Scope.Targets)}}}").ToArray(),
            stretches.Select(stretch => $"{{{string.Join(',', stretch.Scope.Components)}}}").ToArray(),
        ];
}
