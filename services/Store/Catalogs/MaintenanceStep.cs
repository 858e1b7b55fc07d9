using Npgsql;
using Ringback.Model.Catalogs;

namespace Ringback.Store.Catalogs;

/// <summary>Writes a catalog's maintenance windows over those before.</summary>
internal sealed class MaintenanceStep(NpgsqlConnection connection, Catalog catalog)
{
    public Task WriteAsync(CancellationToken cancel)
    {
        var windows = catalog.Maintenance;
        return connection.ExecuteAsync(
            WindowSql,
            [
                windows.Select(window => window.Id).ToArray(),
                windows.Select(window => window.Title).ToArray(),
                windows.Select(window => window.From).ToArray(),
                windows.Select(window => window.To).ToArray(),
                windows.Select(window => $"{{{string.Join(',', window.Targets)}}}").ToArray(),
                windows.Select(window => $"{{{string.Join(',', window.Components)}}}").ToArray(),
                catalog.EffectiveAt,
            ],
            cancel
        );
    }

    // The scopes before and after are touched, each from where the earlier of its two versions began.
    private const string WindowSql = """
        with given as (
            select slug, title, from_at, to_at,
                array(select id from target where target.slug = any(targets::text[]) order by id) as targets,
                array(select id from component where component.slug = any(components::text[]) order by id) as components
            from unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::text[])
                as given (slug, title, from_at, to_at, targets, components)
        ),
        changed as (
            select slug,
                least(before.from_at, given.from_at) as at,
                coalesce(before.targets, '{}') || coalesce(given.targets, '{}') as targets,
                coalesce(before.components, '{}') || coalesce(given.components, '{}') as components
            from maintenance_window as before
            full join given using (slug)
            where given.from_at is null and before.to_at > $7
                or given.from_at is not null
                    and (before.from_at, before.to_at, before.targets, before.components)
                        is distinct from (given.from_at, given.to_at, given.targets, given.components)
        ),
        cut as (
            update maintenance_window set to_at = greatest(from_at, $7)
            where to_at > $7 and slug not in (select slug from given)
        ),
        corrected as (
            update maintenance_window
            set title = given.title, from_at = given.from_at, to_at = given.to_at,
                targets = given.targets, components = given.components
            from given
            where maintenance_window.slug = given.slug
        ),
        announced as (
            insert into maintenance_window (slug, title, from_at, to_at, targets, components)
            select slug, title, from_at, to_at, targets, components
            from given
            where slug not in (select slug from maintenance_window)
        )
        insert into touched (target, at)
        select target, min(at)
        from (
            select unnest(targets) as target, at from changed
            union all
            select component_member.target, at
            from changed
            join component_member on component_member.component = any(changed.components)
        ) as scope
        group by target
        """;
}
