using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla.Rollups;
using Ringback.Store.Timelines;

namespace Ringback.Store.Reads;

/// <summary>How long whole components take to answer, from the totals of days.</summary>
public sealed class ResponseReads(NpgsqlDataSource database)
{
    /// <param name="from">Its UTC day and those after it.</param>
    /// <returns>By the component's number: how long answered runs of its members of now took; without those that had none.</returns>
    public async Task<IReadOnlyDictionary<int, LogHistogram>> ReadAsync(
        int[] components,
        Instant from,
        Instant now,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var days = await connection.ReadAsync(
            """
            select m.component, r.total
            from component_member m
            join rollup r on r.target = m.target and r.day >= $2
            where m.component = any($1) and m.from_at <= $3 and (m.to_at is null or m.to_at > $3)
            """,
            [components, ViewDay.DayOf(from), now],
            row => (Component: row.GetInt32(0), Total: RollupColumns.Total(row, 1)),
            cancel
        );
        return days.GroupBy(day => day.Component, day => day.Total.Histogram(RolledMeasurements.DurationSeconds))
            .Select(each => (Component: each.Key, Times: LogHistogram.Merge(each)))
            .Where(each => each.Times.Count > 0)
            .ToDictionary(each => each.Component, each => each.Times);
    }
}
