using Npgsql;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;

namespace Ringback.Store.Timelines;

/// <summary>Reads what targets' timelines are made of, except results.</summary>
internal static class TargetFacts
{
    public static async Task<IReadOnlyList<ClaimedTarget>> ReadAsync(
        NpgsqlConnection connection,
        IReadOnlyList<(int Target, Instant? DerivedAt)> claimed,
        CancellationToken cancel
    )
    {
        object?[] ids = [claimed.Select(each => each.Target).ToArray()];
        var touches = await LookupAsync(
            TouchSql,
            row => new Touch(row.GetInt64(1), row.IsDBNull(2) ? null : row.GetInt16(2), row.GetInstant(3))
        );
        var lifetimes = await LookupAsync(LifetimeSql, row => row.GetWindow(1));
        var settings = await LookupAsync(SettingSql, ReadSetting);
        var assignments = await LookupAsync(AssignmentSql, row => (Region: row.GetInt16(1), Window: row.GetWindow(2)));
        var maintenance = await LookupAsync(MaintenanceSql, row => row.GetWindow(1));
        var memberships = await LookupAsync(MembershipSql, row => new Membership(row.GetInt32(1), row.GetWindow(2)));

        return
        [
            .. claimed
                .Where(each => touches.Contains(each.Target)) // another deriver may have been here just before the lock
                .Select(each => new ClaimedTarget
                {
                    Id = each.Target,
                    DerivedAt = each.DerivedAt,
                    Touches = [.. touches[each.Target]],
                    Lifetime = Windows.Union(lifetimes[each.Target]),
                    Settings = new StepFunction<TargetSettings>(
                        settings[each.Target].First().Value,
                        settings[each.Target]
                    ),
                    Assignments = assignments[each.Target]
                        .GroupBy(a => a.Region)
                        .ToDictionary(
                            region => region.Key,
                            region => Windows.Intersect(region.Select(a => a.Window), lifetimes[each.Target])
                        ),
                    Maintenance = Windows.Union(maintenance[each.Target]),
                    Memberships = [.. memberships[each.Target]],
                }),
        ];

        async Task<ILookup<int, T>> LookupAsync<T>(string sql, Func<NpgsqlDataReader, T> read) =>
            (await connection.ReadAsync(sql, ids, row => (Target: row.GetInt32(0), Fact: read(row)), cancel)).ToLookup(
                row => row.Target,
                row => row.Fact
            );
    }

    private static Change<TargetSettings> ReadSetting(NpgsqlDataReader row) =>
        new(
            row.GetInstant(1),
            new TargetSettings(
                row.GetDuration(2),
                row.GetDuration(3),
                new Confirmation(row.GetInt32(4), row.GetInt32(5)),
                Quorum.TryParse(row.GetString(6), out var quorum)
                    ? quorum
                    : throw new InvalidDataException($"'{row.GetString(6)}' is no quorum")
            )
        );

    private const string TouchSql = "select target, id, region, at from touched where target = any($1)";

    private const string LifetimeSql =
        "select target, created_at, deleted_at from target_lifetime where target = any($1) order by created_at";

    private const string SettingSql = """
        select target, at, interval_us, timeout_us, failures, successes, quorum
        from target_setting
        where target = any($1)
        order by at
        """;

    private const string AssignmentSql =
        "select target, region, from_at, to_at from assignment where target = any($1) order by from_at";

    private const string MaintenanceSql = """
        select claimed.id, from_at, to_at
        from unnest($1::integer[]) as claimed (id)
        join maintenance_window on claimed.id = any(targets)
        union all
        select target, greatest(maintenance_window.from_at, component_member.from_at),
            least(maintenance_window.to_at, component_member.to_at)
        from component_member
        join maintenance_window on component = any(components)
        where target = any($1)
        """;

    private const string MembershipSql =
        "select target, component, from_at, to_at from component_member where target = any($1)";
}
