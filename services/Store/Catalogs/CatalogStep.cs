using Npgsql;
using Ringback.Model;
using Ringback.Model.Catalogs;

namespace Ringback.Store.Catalogs;

/// <summary>Writes one catalog over the one before it, all but maintenance, and touches every target that it changes.</summary>
internal sealed class CatalogStep(NpgsqlConnection connection, Catalog catalog)
{
    private readonly Instant _at = catalog.EffectiveAt;
    private readonly string[] _targets = [.. catalog.Targets.Select(target => target.Id)];

    public async Task WriteAsync(CancellationToken cancel)
    {
        await connection.ExecuteAsync(LockSql, [], cancel);
        await WriteNamesAsync(cancel);
        await connection.ExecuteAsync(LifetimeSql, [_targets, _at], cancel);
        await WriteSettingsAsync(cancel);
        await WriteAssignmentsAsync(cancel);
        await WriteMembersAsync(cancel);
        await connection.ExecuteAsync(ReplaySql, [_at], cancel);
    }

    private async Task WriteNamesAsync(CancellationToken cancel)
    {
        await connection.ExecuteAsync(
            RegionSql,
            [Array(catalog.Regions, region => region.Id), Array(catalog.Regions, region => region.Name)],
            cancel
        );
        await connection.ExecuteAsync(
            TargetSql,
            [_targets, Array(catalog.Targets, t => t.Name), Array(catalog.Targets, t => t.Check.Kind)],
            cancel
        );
        await connection.ExecuteAsync(
            "insert into derivation (target) select id from target on conflict do nothing",
            [],
            cancel
        );
        await connection.ExecuteAsync(
            ComponentSql,
            [
                Array(catalog.Components, component => component.Id),
                Array(catalog.Components, component => component.Name),
                Array(catalog.Components, component => component.Description),
            ],
            cancel
        );
    }

    private Task WriteSettingsAsync(CancellationToken cancel) =>
        connection.ExecuteAsync(
            SettingSql,
            [
                _targets,
                Array(catalog.Targets, target => target.Interval.ToMicroseconds()),
                Array(catalog.Targets, target => target.Timeout.ToMicroseconds()),
                Array(catalog.Targets, target => target.Confirm.Failures),
                Array(catalog.Targets, target => target.Confirm.Successes),
                Array(catalog.Targets, target => target.Quorum.ToString()),
                _at,
            ],
            cancel
        );

    private Task WriteAssignmentsAsync(CancellationToken cancel)
    {
        var pairs = catalog.Targets.SelectMany(t => t.Regions, (t, region) => (Target: t.Id, Region: region)).ToList();
        return connection.ExecuteAsync(
            AssignmentSql,
            [Array(pairs, pair => pair.Target), Array(pairs, pair => pair.Region), _at],
            cancel
        );
    }

    private Task WriteMembersAsync(CancellationToken cancel)
    {
        var pairs = catalog.Components.SelectMany(c => c.Targets, (c, t) => (Component: c.Id, Target: t)).ToList();
        return connection.ExecuteAsync(
            MemberSql,
            [Array(pairs, pair => pair.Component), Array(pairs, pair => pair.Target), _at],
            cancel
        );
    }

    private static TItem[] Array<T, TItem>(IReadOnlyList<T> list, Func<T, TItem> item) => [.. list.Select(item)];

    // Derivers lock components in this order too.
    private const string LockSql = "select from component order by id for no key update";

    // A change of lifetime, settings or assignment concerns the results of every region from then on.
    private const string ReplaySql = """
        insert into touched (target, region, at)
        select distinct touched.target, assignment.region, $1
        from touched
        join assignment using (target)
        where touched.at = $1 and touched.region is null
        """;

    // Not ON CONFLICT: that draws a number for every row that is there already, and small integers would run out.
    private const string RegionSql = """
        with given as (select * from unnest($1::text[], $2::text[]) as given (slug, name)),
        renamed as (
            update region set name = given.name from given where region.slug = given.slug and region.name <> given.name
        )
        insert into region (slug, name)
        select slug, name from given where slug not in (select slug from region)
        """;

    private const string TargetSql = """
        with given as (select * from unnest($1::text[], $2::text[], $3::text[]) as given (slug, name, kind)),
        renamed as (
            update target set name = given.name, kind = given.kind
            from given
            where target.slug = given.slug and (target.name, target.kind) <> (given.name, given.kind)
        )
        insert into target (slug, name, kind)
        select slug, name, kind from given where slug not in (select slug from target)
        """;

    private const string ComponentSql = """
        with given as (
            select * from unnest($1::text[], $2::text[], $3::text[]) with ordinality
                as given (slug, name, description, position)
        ),
        changed as (
            update component set name = given.name, description = given.description, position = given.position
            from given
            where component.slug = given.slug
                and (component.name, component.description, component.position)
                    is distinct from (given.name, given.description, given.position)
        )
        insert into component (slug, name, description, position)
        select slug, name, description, position from given where slug not in (select slug from component)
        """;

    private const string LifetimeSql = """
        with ended as (
            update target_lifetime set deleted_at = $2
            from target
            where target.id = target_lifetime.target and deleted_at is null and target.slug <> all($1)
            returning target_lifetime.target
        ),
        begun as (
            insert into target_lifetime (target, created_at)
            select id, $2 from target
            where slug = any($1)
                and not exists (select from target_lifetime as open where open.target = target.id and deleted_at is null)
            returning target
        )
        insert into touched (target, at) select target, $2 from ended union select target, $2 from begun
        """;

    private const string SettingSql = """
        with given as (
            select target.id, interval_us, timeout_us, failures, successes, quorum
            from unnest($1::text[], $2::bigint[], $3::bigint[], $4::integer[], $5::integer[], $6::text[])
                as given (slug, interval_us, timeout_us, failures, successes, quorum)
            join target using (slug)
        ),
        changed as (
            insert into target_setting (target, at, interval_us, timeout_us, failures, successes, quorum)
            select id, $7, given.interval_us, given.timeout_us, given.failures, given.successes, given.quorum
            from given
            left join lateral (
                select * from target_setting where target = given.id order by at desc limit 1
            ) as before on true
            where (before.interval_us, before.timeout_us, before.failures, before.successes, before.quorum)
                is distinct from
                (given.interval_us, given.timeout_us, given.failures, given.successes, given.quorum)
            returning target
        )
        insert into touched (target, at) select target, $7 from changed
        """;

    private const string AssignmentSql = """
        with given as (
            select target.id as target, region.id as region
            from unnest($1::text[], $2::text[]) as given (target, region)
            join target on target.slug = given.target
            join region on region.slug = given.region
        ),
        ended as (
            update assignment set to_at = $3
            where to_at is null and (target, region) not in (select target, region from given)
            returning target
        ),
        begun as (
            insert into assignment (target, region, from_at)
            select target, region, $3 from given
            where not exists (
                select from assignment as open
                where open.target = given.target and open.region = given.region and to_at is null
            )
            returning target
        )
        insert into touched (target, at) select target, $3 from ended union select target, $3 from begun
        """;

    private const string MemberSql = """
        with given as (
            select component.id as component, target.id as target
            from unnest($1::text[], $2::text[]) as given (component, target)
            join component on component.slug = given.component
            join target on target.slug = given.target
        ),
        ended as (
            update component_member set to_at = $3
            where to_at is null and (component, target) not in (select component, target from given)
            returning target
        ),
        begun as (
            insert into component_member (component, target, from_at)
            select component, target, $3 from given
            where not exists (
                select from component_member as open
                where open.component = given.component and open.target = given.target and to_at is null
            )
            returning target
        )
        insert into touched (target, at) select target, $3 from ended union select target, $3 from begun
        """;
}
