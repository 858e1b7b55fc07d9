using Npgsql;
using Ringback.Model.Sla;

namespace Ringback.Store.Reads;

/// <summary>Timelines as they are written: the value at a window's start, and every change within it.</summary>
public sealed class TimelineReads(NpgsqlDataSource database)
{
    /// <param name="targets">Numbers of targets; one without a change has a function that is unknown throughout.</param>
    public Task<IReadOnlyDictionary<int, StepFunction<Verdict>>> ReadVerdictsAsync(
        int[] targets,
        Window window,
        CancellationToken cancel
    ) => ReadAloneAsync("verdict", "target", targets, window, cancel);

    /// <param name="components">Numbers of components.</param>
    public Task<IReadOnlyDictionary<int, StepFunction<Verdict>>> ReadComponentVerdictsAsync(
        int[] components,
        Window window,
        CancellationToken cancel
    ) => ReadAloneAsync("component_verdict", "component", components, window, cancel);

    /// <returns>By slug of the region; regions that ever watched the target only.</returns>
    public async Task<IReadOnlyDictionary<string, StepFunction<RegionState>>> ReadStatesAsync(
        int target,
        Window window,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.ReadAsync(
            """
            select r.slug, s.at, s.state
            from (select distinct region from assignment where target = $1) a
            join region r on r.id = a.region
            left join region_state s on s.target = $1 and s.region = a.region and s.at < $3
                and s.at >= coalesce((select max(b.at) from region_state b
                                      where b.target = $1 and b.region = a.region and b.at <= $2), $2)
            order by r.slug, s.at
            """,
            [target, window.From, window.To],
            reader =>
                (
                    Region: reader.GetString(0),
                    At: reader.GetInstantOrNull(1),
                    State: reader.IsDBNull(2) ? RegionState.Unknown : (RegionState)reader.GetInt16(2)
                ),
            cancel
        );
        return rows.GroupBy(row => row.Region)
            .ToDictionary(
                region => region.Key,
                region => new StepFunction<RegionState>(
                    RegionState.Unknown,
                    region
                        .Where(row => row.At is not null)
                        .Select(row => new Change<RegionState>(row.At!.Value, row.State))
                )
            );
    }

    private async Task<IReadOnlyDictionary<int, StepFunction<Verdict>>> ReadAloneAsync(
        string table,
        string key,
        int[] numbers,
        Window window,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await ReadAsync(connection, table, key, numbers, window, cancel);
    }

    internal static async Task<IReadOnlyDictionary<int, StepFunction<Verdict>>> ReadAsync(
        NpgsqlConnection connection,
        string table,
        string key,
        int[] numbers,
        Window window,
        CancellationToken cancel
    )
    {
        var rows = await connection.ReadAsync(
            $"""
            select n.id, v.at, v.verdict
            from unnest($1) n (id)
            cross join lateral (
                (select at, verdict from {table} where {key} = n.id and at <= $2 order by at desc limit 1)
                union all
                (select at, verdict from {table} where {key} = n.id and at > $2 and at < $3)
            ) v
            order by n.id, v.at
            """,
            [numbers, window.From, window.To],
            reader =>
                (
                    Number: reader.GetInt32(0),
                    Change: new Change<Verdict>(reader.GetInstant(1), (Verdict)reader.GetInt16(2))
                ),
            cancel
        );
        var changes = rows.ToLookup(row => row.Number, row => row.Change);
        return numbers
            .Distinct()
            .ToDictionary(number => number, number => new StepFunction<Verdict>(Verdict.Unknown, changes[number]));
    }
}
