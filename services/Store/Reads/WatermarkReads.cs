using Npgsql;
using Ringback.Model;

namespace Ringback.Store.Reads;

/// <summary>Up to when data is complete.</summary>
public sealed class WatermarkReads(NpgsqlDataSource database)
{
    /// <summary>
    /// The earliest, over the assigned regions, of max(newest stored slot, now − staleness); now where no region is
    /// assigned (semantics, "Timelines"; <c>AsOf</c> of the model, in SQL). A slot counts once the timelines have it in them.
    /// </summary>
    public async Task<IReadOnlyDictionary<int, Instant>> ReadAsync(int[] targets, Instant now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await ReadAsync(connection, targets, now, cancel);
    }

    internal static async Task<IReadOnlyDictionary<int, Instant>> ReadAsync(
        NpgsqlConnection connection,
        int[] targets,
        Instant now,
        CancellationToken cancel
    )
    {
        // max(3·interval, interval + timeout + 30 s) stands in Model.Sla.Staleness too: a test holds the two together.
        var rows = await connection.ReadAsync(
            """
            select n.id, coalesce((
                select min(greatest(c.newest_at, $2 - s.staleness_us * interval '1 microsecond'))
                from assignment a
                cross join lateral (
                    select greatest(3 * interval_us, interval_us + timeout_us + 30000000) as staleness_us
                    from target_setting s where s.target = a.target and s.at <= $2 order by s.at desc limit 1
                ) s
                left join region_current c on c.target = a.target and c.region = a.region
                where a.target = n.id and a.from_at <= $2 and (a.to_at is null or a.to_at > $2)
            ), $2)
            from unnest($1) n (id)
            """,
            [targets, now],
            reader => (Target: reader.GetInt32(0), AsOf: reader.GetInstant(1)),
            cancel
        );
        return rows.ToDictionary(row => row.Target, row => row.AsOf);
    }
}
