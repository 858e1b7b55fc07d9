using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Access;

namespace Ringback.Store.Reads;

/// <summary>Time that announced work takes out, and of whom.</summary>
/// <param name="Targets">Slugs.</param>
/// <param name="Components">Slugs; all their targets are taken out with them.</param>
public sealed record MaintenanceSpan(Window Window, IReadOnlyList<string> Targets, IReadOnlyList<string> Components);

/// <summary>An edit that altered time which had passed.</summary>
/// <param name="CatalogVersion">Id of the catalog that brought it.</param>
/// <param name="Before">What was so until then; likewise what is so since. As far as asked for.</param>
public sealed record MaintenanceAmendment(
    long CatalogVersion,
    Instant WrittenAt,
    IReadOnlyList<MaintenanceSpan> Before,
    IReadOnlyList<MaintenanceSpan> After
);

/// <param name="Id">Slug.</param>
/// <param name="Occurrences">In order of time.</param>
/// <param name="Amendments">Newest first.</param>
public sealed record AnnouncedMaintenance(
    string Id,
    string Title,
    IReadOnlyList<MaintenanceSpan> Occurrences,
    IReadOnlyList<MaintenanceAmendment> Amendments
);

/// <param name="Window">Slug of the maintenance window that it is an occurrence of.</param>
/// <param name="Names">What people call all that it takes out.</param>
public sealed record MaintenanceOccurrence(
    string Window,
    string Title,
    MaintenanceSpan Span,
    IReadOnlyList<string> Names
);

/// <summary>Announced work, as it is written down.</summary>
public sealed class MaintenanceReads(NpgsqlDataSource database)
{
    /// <summary>Of one window; who needs more asks for less time.</summary>
    public const int MostAmendments = 20;

    /// <summary>The windows that take out time within a bounded one, or did before an edit, by slug.</summary>
    /// <param name="after">Slug that the page goes on after; null for the first page.</param>
    /// <param name="reach">Only what takes out something of it, and as far as it does; null for all.</param>
    public async Task<IReadOnlyList<AnnouncedMaintenance>> ReadPageAsync(
        Window within,
        string? after,
        int limit,
        Reach? reach,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var sql = reach is null ? All : Within;
        object?[] limits = reach is null ? [] : [reach.Components, reach.Targets];
        var windows = await connection.ReadAsync(
            sql.Windows,
            [within.From, within.To, after, limit, .. limits],
            row => (Number: row.GetInt32(0), Slug: row.GetString(1), Title: row.GetString(2)),
            cancel
        );
        object?[] scope =
        [
            within.From,
            within.To,
            windows.Select(window => window.Number).ToArray(),
            MostAmendments,
            .. limits,
        ];
        var times = (
            await connection.ReadAsync(sql.Times, scope, row => (Number: row.GetInt32(0), Span: Span(row, 1)), cancel)
        ).ToLookup(row => row.Number, row => row.Span);
        var amended = (
            await connection.ReadAsync(
                sql.Amendments,
                scope,
                row =>
                    (
                        Key: (Number: row.GetInt32(0), Id: row.GetInt64(1), row.GetInt64(2), row.GetInstant(3)),
                        IsAfter: row.GetBoolean(4),
                        Span: Span(row, 5)
                    ),
                cancel
            )
        )
            .GroupBy(row => row.Key)
            .ToLookup(
                rows => rows.Key.Number,
                rows => new MaintenanceAmendment(
                    rows.Key.Item3,
                    rows.Key.Item4,
                    [.. rows.Where(row => !row.IsAfter).Select(row => row.Span)],
                    [.. rows.Where(row => row.IsAfter).Select(row => row.Span)]
                )
            );
        return
        [
            .. windows.Select(window => new AnnouncedMaintenance(
                window.Slug,
                window.Title,
                [.. times[window.Number]],
                [.. amended[window.Number]]
            )),
        ];
    }

    /// <summary>What is under way at an instant or begins before another, soonest first, with names for people.</summary>
    public async Task<IReadOnlyList<(string Title, MaintenanceSpan Span)>> ReadComingAsync(
        Instant now,
        Instant before,
        int limit,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync(
            """
            select title, from_at, to_at,
                   array(select name from target where id = any(targets) order by name),
                   array(select name from component where id = any(components) order by position, name)
            from maintenance_time
            join maintenance_window as named on named.id = maintenance_window
            where to_at > $1 and from_at < $2
            order by from_at, maintenance_time.id
            limit $3
            """,
            [now, before, limit],
            row => (row.GetString(0), Span(row, 1)),
            cancel
        );
    }

    /// <summary>Occurrences that take out time within a bounded window: the last ones, soonest first.</summary>
    public async Task<IReadOnlyList<MaintenanceOccurrence>> ReadOccurrencesAsync(
        Window within,
        int limit,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var newestFirst = await connection.ReadAsync(
            $"""
            select named.slug, title, from_at, to_at, {Slugs},
                   array(select name from component where id = any(components) order by position, name)
                   || array(select name from target where id = any(targets) order by name)
            from maintenance_time
            join maintenance_window as named on named.id = maintenance_window
            where from_at < $2 and to_at > $1
            order by from_at desc, maintenance_time.id desc
            limit $3
            """,
            [within.From, within.To, limit],
            row => new MaintenanceOccurrence(
                row.GetString(0),
                row.GetString(1),
                Span(row, 2),
                row.GetFieldValue<string[]>(6)
            ),
            cancel
        );
        return [.. Enumerable.Reverse(newestFirst)];
    }

    private static MaintenanceSpan Span(NpgsqlDataReader row, int column) =>
        new(row.GetWindow(column), row.GetFieldValue<string[]>(column + 2), row.GetFieldValue<string[]>(column + 3));

    private const string Slugs = """
        array(select slug from target where id = any(targets) order by slug),
        array(select slug from component where id = any(components) order by slug)
        """;

    private const string Overlaps = "from_at < $2 and to_at > $1";

    // Of a reach: its components ($5) and targets ($6). What is taken out with a component beyond it is named by itself.
    private const string SlugsWithin = """
        array(
            select slug from target
            where slug = any($6) and (id = any(targets) or exists (
                select from component_member m join component c on c.id = m.component
                where m.target = target.id and m.to_at is null and c.id = any(components) and c.slug <> all($5)))
            order by slug
        ),
        array(select slug from component where id = any(components) and slug = any($5) order by slug)
        """;

    private const string OverlapsWithin = $"""
        {Overlaps} and (
            components && array(select id from component where slug = any($5))
            or targets && array(select id from target where slug = any($6))
            or components && array(
                select m.component from component_member m join target t on t.id = m.target
                where m.to_at is null and t.slug = any($6)))
        """;

    private static readonly PageSql All = PageSql.Of(Slugs, Overlaps);
    private static readonly PageSql Within = PageSql.Of(SlugsWithin, OverlapsWithin);

    /// <summary>The statements of a page: its windows, then of these ($3) the times and, a limited number ($4), the amendments.</summary>
    private sealed record PageSql(string Windows, string Times, string Amendments)
    {
        public static PageSql Of(string slugs, string overlaps) =>
            new(
                $"""
                select id, slug, title
                from maintenance_window as named
                where ($3::text is null or slug > $3)
                    and (
                        exists (
                            select from maintenance_time
                            where maintenance_window = named.id and {overlaps}
                        )
                        or exists (
                            select from maintenance_amendment
                            join maintenance_amendment_time on amendment = maintenance_amendment.id
                            where maintenance_window = named.id and {overlaps}
                        )
                    )
                order by slug
                limit $4
                """,
                $"""
                select maintenance_window, from_at, to_at, {slugs}
                from maintenance_time
                where maintenance_window = any($3) and {overlaps}
                order by from_at, to_at
                """,
                $"""
                select amendment.maintenance_window, amendment.id, amendment.catalog_version, amendment.written_at,
                    is_after, from_at, to_at, {slugs}
                from unnest($3::integer[]) as given (id)
                cross join lateral (
                    select * from maintenance_amendment
                    where maintenance_window = given.id
                        and exists (
                            select from maintenance_amendment_time
                            where amendment = maintenance_amendment.id and {overlaps}
                        )
                    order by id desc
                    limit $4
                ) as amendment
                join maintenance_amendment_time as time on time.amendment = amendment.id and {overlaps}
                order by amendment.id desc, from_at, to_at
                """
            );
    }
}
