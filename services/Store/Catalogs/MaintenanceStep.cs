using Npgsql;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;

namespace Ringback.Store.Catalogs;

/// <summary>Writes out when a catalog's maintenance windows take place, over what the catalog before it said.</summary>
/// <param name="before">The catalog before; null for the first.</param>
/// <param name="version">The newest.</param>
internal sealed class MaintenanceStep(NpgsqlConnection connection, Catalog? before, CatalogVersion version, Instant now)
{
    /// <summary>How far back time can still be declared, moved or taken back.</summary>
    public static readonly TimeSpan Back = TimeSpan.FromDays(731);

    /// <summary>How far recurring windows are written out.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(400);

    private readonly Window _reach = new(now - Back, now + Ahead);

    public async Task WriteAsync(CancellationToken cancel)
    {
        var was = (before?.Maintenance ?? []).ToDictionary(window => window.Id);
        var named = version.Catalog.Maintenance.ToDictionary(window => window.Id);
        if (was.Count == 0 && named.Count == 0)
            return;

        var ids = await WriteNamesAsync(named.Values, cancel);
        var scopes = await ScopesAsync(named.Values, cancel);
        var slugs = was.Keys.Union(named.Keys).ToList();
        var rows = new MaintenanceRows(connection);
        var stored = await rows.ReadAsync([.. slugs.Select(slug => ids[slug])], _reach, cancel);

        var changes = new List<MaintenanceChange>();
        foreach (var slug in slugs)
        {
            var held = stored[ids[slug]].ToList();
            var revised = MaintenanceRevision.Of(
                [.. held.Select(row => row.Stretch)],
                was.GetValueOrDefault(slug),
                named.GetValueOrDefault(slug),
                scopes.GetValueOrDefault(slug, Nobody),
                Instant.Max(now, version.Catalog.EffectiveAt),
                _reach
            );
            var change = MaintenanceChange.Between(ids[slug], held, revised);
            if (!change.IsNone)
                changes.Add(change);
        }

        await rows.WriteAsync(changes, cancel);
        await rows.AmendAsync([.. changes.Where(change => change.AltersTimeBefore(now))], version.Id, now, cancel);
        await rows.TouchAsync(changes, cancel);
    }

    private static readonly MaintenanceScope Nobody = new([], []);

    /// <returns>The number of every window that was ever named.</returns>
    private async Task<Dictionary<string, int>> WriteNamesAsync(
        IReadOnlyCollection<MaintenanceWindow> named,
        CancellationToken cancel
    )
    {
        await connection.ExecuteAsync(
            NameSql,
            [named.Select(window => window.Id).ToArray(), named.Select(window => window.Title).ToArray()],
            cancel
        );
        return await NumbersAsync("maintenance_window", cancel);
    }

    private async Task<Dictionary<string, MaintenanceScope>> ScopesAsync(
        IReadOnlyCollection<MaintenanceWindow> named,
        CancellationToken cancel
    )
    {
        var targets = await NumbersAsync("target", cancel);
        var components = await NumbersAsync("component", cancel);
        return named.ToDictionary(
            window => window.Id,
            window => new MaintenanceScope(
                window.Targets.Select(id => targets[id]),
                window.Components.Select(id => components[id])
            )
        );
    }

    private async Task<Dictionary<string, int>> NumbersAsync(string table, CancellationToken cancel) =>
        (
            await connection.ReadAsync(
                $"select slug, id from {table}",
                [],
                row => (Slug: row.GetString(0), Id: row.GetInt32(1)),
                cancel
            )
        ).ToDictionary(row => row.Slug, row => row.Id);

    private const string NameSql = """
        with given as (select * from unnest($1::text[], $2::text[]) as given (slug, title)),
        renamed as (
            update maintenance_window set title = given.title
            from given
            where maintenance_window.slug = given.slug and maintenance_window.title <> given.title
        )
        insert into maintenance_window (slug, title)
        select slug, title from given where slug not in (select slug from maintenance_window)
        """;
}
