using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Store.Timelines;

/// <summary>Reads what targets' timelines are made of, except results.</summary>
internal static class TargetFacts
{
    /// <summary>Of targets that are claimed: what touched them too, as far as a claim may delete it.</summary>
    public static Task<IReadOnlyList<ClaimedTarget>> ReadTouchedAsync(
        NpgsqlConnection connection,
        IReadOnlyList<(int Target, Instant? DerivedAt, Instant? RolledTo)> claimed,
        CancellationToken cancel
    ) => ReadTouchedAsync(connection, "touched", claimed, cancel);

    /// <param name="table">touched, or every_touch.</param>
    public static async Task<IReadOnlyList<ClaimedTarget>> ReadTouchedAsync(
        NpgsqlConnection connection,
        string table,
        IReadOnlyList<(int Target, Instant? DerivedAt, Instant? RolledTo)> claimed,
        CancellationToken cancel
    )
    {
        var rows = await connection.ReadAsync(
            $"select target, id, region, at from {table} where target = any($1)",
            [claimed.Select(each => each.Target).ToArray()],
            row =>
                (
                    Target: row.GetInt32(0),
                    Touch: new Touch(row.GetInt64(1), row.IsDBNull(2) ? null : row.GetInt16(2), row.GetInstant(3))
                ),
            cancel
        );
        var touches = rows.ToLookup(row => row.Target, row => row.Touch);
        var targets = await ReadAsync(connection, claimed, cancel);
        return [.. targets.Select(target => target with { Touches = [.. touches[target.Id]] })];
    }

    /// <summary>What touched them is left out.</summary>
    public static async Task<IReadOnlyList<ClaimedTarget>> ReadAsync(
        NpgsqlConnection connection,
        IReadOnlyList<(int Target, Instant? DerivedAt, Instant? RolledTo)> claimed,
        CancellationToken cancel
    )
    {
        object?[] ids = [claimed.Select(each => each.Target).ToArray()];
        var histories = await TargetHistory.ReadAsync(connection, [.. claimed.Select(each => each.Target)], cancel);
        var maintenance = await LookupAsync(MaintenanceSql, row => row.GetWindow(1));
        var memberships = await LookupAsync(MembershipSql, row => new Membership(row.GetInt32(1), row.GetWindow(2)));

        return
        [
            .. claimed.Select(each => new ClaimedTarget
            {
                Id = each.Target,
                DerivedAt = each.DerivedAt,
                RolledTo = each.RolledTo,
                Touches = [],
                Lifetime = histories[each.Target].Lifetime,
                Settings = histories[each.Target].Settings,
                Assignments = histories[each.Target].Assignments,
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

    /// <summary>By target (<c>$1</c>), its own windows and its components' while it was a member.</summary>
    internal const string MaintenanceSql = """
        select claimed.id, from_at, to_at
        from unnest($1::integer[]) as claimed (id)
        join maintenance_time on targets @> array[claimed.id]
        union all
        select target, greatest(maintenance_time.from_at, component_member.from_at),
            least(maintenance_time.to_at, component_member.to_at)
        from component_member
        join maintenance_time on components @> array[component]
        where target = any($1)
        """;

    private const string MembershipSql =
        "select target, component, from_at, to_at from component_member where target = any($1)";
}
