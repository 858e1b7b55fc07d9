using Npgsql;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;

namespace Ringback.Store.Timelines;

/// <summary>When a target was alive, how it was judged, and who watched it.</summary>
/// <param name="Assignments">By region, within the lifetime.</param>
internal sealed record TargetHistory(
    IReadOnlyList<Window> Lifetime,
    StepFunction<TargetSettings> Settings,
    IReadOnlyDictionary<short, IReadOnlyList<Window>> Assignments
)
{
    /// <param name="targets">All of them known.</param>
    public static async Task<Dictionary<int, TargetHistory>> ReadAsync(
        NpgsqlConnection connection,
        int[] targets,
        CancellationToken cancel
    )
    {
        object?[] ids = [targets];
        var lifetimes = (
            await connection.ReadAsync(LifetimeSql, ids, row => (Id: row.GetInt32(0), Window: row.GetWindow(1)), cancel)
        ).ToLookup(row => row.Id, row => row.Window);
        var settings = (
            await connection.ReadAsync(SettingSql, ids, row => (Id: row.GetInt32(0), Change: ReadSetting(row)), cancel)
        ).ToLookup(row => row.Id, row => row.Change);
        var assignments = (
            await connection.ReadAsync(
                AssignmentSql,
                ids,
                row => (Id: row.GetInt32(0), Region: row.GetInt16(1), Window: row.GetWindow(2)),
                cancel
            )
        ).ToLookup(row => row.Id);
        return targets.ToDictionary(
            id => id,
            id => new TargetHistory(
                Windows.Union(lifetimes[id]),
                new StepFunction<TargetSettings>(settings[id].First().Value, settings[id]),
                assignments[id]
                    .GroupBy(row => row.Region)
                    .ToDictionary(
                        region => region.Key,
                        region => Windows.Intersect(region.Select(row => row.Window), lifetimes[id])
                    )
            )
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
}
