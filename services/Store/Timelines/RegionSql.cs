namespace Ringback.Store.Timelines;

/// <summary>The statements of <see cref="RegionLedger"/>.</summary>
/// <remarks>
/// Lateral with an offset: to a planner "from an instant on" is a third of a view, and of many views a
/// third of the table, which it would read whole. It is a row or two of each. So what is dropped is looked up first too.
/// </remarks>
internal static class RegionSql
{
    public const string Checkpoint = """
        select given.target, given.region, latest.at, latest.fold
        from unnest($1::integer[], $2::smallint[], $3::timestamptz[]) as given (target, region, at)
        cross join lateral (
            select at, fold from region_current
            where target = given.target and region = given.region and at <= given.at
            union all
            (
                select at, fold from region_fold
                where target = given.target and region = given.region and at <= given.at
                order by at desc
                limit 1
            )
            order by at desc
            limit 1
        ) as latest
        """;

    public const string Fold = """
        select given.target, given.region, stored.at, stored.fold
        from unnest($1::integer[], $2::smallint[], $3::timestamptz[]) as given (target, region, at)
        cross join lateral (
            select at, fold from region_fold
            where region_fold.target = given.target and region_fold.region = given.region
                and region_fold.at >= coalesce(
                    (
                        select max(at) from region_fold as before
                        where before.target = given.target and before.region = given.region and before.at <= given.at
                    ),
                    '-infinity'
                )
            offset 0
        ) as stored
        order by stored.at
        """;

    public const string GoneFold = """
        select given.target, given.region, stored.at
        from unnest($1::integer[], $2::smallint[], $3::timestamptz[], $4::timestamptz[]) as given (target, region, began, until)
        cross join lateral (
            select at from region_fold
            where region_fold.target = given.target and region_fold.region = given.region
                and region_fold.at > began and region_fold.at < until
            offset 0
        ) as stored
        """;

    public const string DropFold = """
        delete from region_fold
        using unnest($1::integer[], $2::smallint[], $3::timestamptz[]) as given (target, region, at)
        where (region_fold.target, region_fold.region, region_fold.at) = (given.target, given.region, given.at)
        """;

    public const string State = """
        select given.target, given.region, stored.at, stored.state
        from unnest($1::integer[], $2::smallint[], $3::timestamptz[]) as given (target, region, at)
        cross join lateral (
            select at, state from region_state
            where region_state.target = given.target and region_state.region = given.region
                and region_state.at >= coalesce(
                    (
                        select max(at) from region_state as before
                        where before.target = given.target and before.region = given.region and before.at < given.at
                    ),
                    '-infinity'
                )
            offset 0
        ) as stored
        order by stored.at
        """;

    public const string GoneState = """
        select given.target, given.region, stored.at
        from unnest($1::integer[], $2::smallint[], $3::timestamptz[]) as given (target, region, at)
        cross join lateral (
            select at from region_state
            where region_state.target = given.target and region_state.region = given.region and region_state.at >= given.at
            offset 0
        ) as stored
        """;

    public const string DropState = """
        delete from region_state
        using unnest($1::integer[], $2::smallint[], $3::timestamptz[]) as given (target, region, at)
        where (region_state.target, region_state.region, region_state.at) = (given.target, given.region, given.at)
        """;

    public const string Bad = """
        select given.target, given.region, stored.at, stored.state
        from unnest($1::integer[], $2::smallint[], $3::timestamptz[], $4::timestamptz[]) as given (target, region, began, until)
        cross join lateral (
            select at, state from region_state
            where region_state.target = given.target and region_state.region = given.region
                and region_state.at >= began and region_state.at < until and state in (2, 3)
            offset 0
        ) as stored
        """;

    public const string WriteReason = """
        update region_state set reason = given.reason
        from unnest($1::integer[], $2::smallint[], $3::timestamptz[], $4::smallint[]) as given (target, region, at, reason)
        where (region_state.target, region_state.region, region_state.at) = (given.target, given.region, given.at)
            and region_state.reason is distinct from given.reason
        """;

    public const string Current = """
        insert into region_current (target, region, at, fold, silent_at, suspected_since, newest_at)
        select target, region, at, fold, silent_at, suspected_since, newest_at
        from unnest($1::integer[], $2::smallint[], $3::timestamptz[], $4::bytea[], $5::timestamptz[], $6::timestamptz[],
                $7::timestamptz[])
            as given (target, region, at, fold, silent_at, suspected_since, newest_at)
        on conflict (target, region) do update
        set at = excluded.at, fold = excluded.fold, silent_at = excluded.silent_at,
            suspected_since = excluded.suspected_since,
            newest_at = greatest(region_current.newest_at, excluded.newest_at)
        where (region_current.at, region_current.fold, region_current.silent_at, region_current.suspected_since)
                is distinct from (excluded.at, excluded.fold, excluded.silent_at, excluded.suspected_since)
            or coalesce(excluded.newest_at > region_current.newest_at, excluded.newest_at is not null)
        """;
}
