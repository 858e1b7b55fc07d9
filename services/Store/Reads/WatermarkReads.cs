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

    /// <summary>Newest slot of all that the timelines have in them; null where there is none.</summary>
    public async Task<Instant?> ReadNewestAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var newest = await connection.ReadAsync(
            "select max(newest_at) from region_current",
            [],
            reader => reader.GetInstantOrNull(0),
            cancel
        );
        return newest.Single();
    }

    internal static async Task<IReadOnlyDictionary<int, Instant>> ReadAsync(
        NpgsqlConnection connection,
        int[] targets,
        Instant now,
        CancellationToken cancel
    )
    {
        var rows = await connection.ReadAsync(
            $"select t.id, {Sql} from unnest($2) t (id)",
            [now, targets],
            reader => (Target: reader.GetInt32(0), AsOf: reader.GetInstant(1)),
            cancel
        );
        return rows.ToDictionary(row => row.Target, row => row.AsOf);
    }

    /// <summary>Of the target <c>t.id</c>, at the instant <c>$1</c>.</summary>
    // max(3·interval, interval + timeout + 30 s) stands in Model.Sla.Staleness too: a test holds the two together.
    internal const string Sql = """
        coalesce((
            select (
                select min(greatest(c.newest_at, $1 - s.staleness_us * interval '1 microsecond'))
                from assignment a
                left join region_current c on c.target = a.target and c.region = a.region
                where a.target = t.id and a.from_at <= $1 and (a.to_at is null or a.to_at > $1)
            )
            from (
                select greatest(3 * interval_us, interval_us + timeout_us + 30000000) as staleness_us
                from target_setting where target = t.id and at <= $1 order by at desc limit 1
            ) s
        ), $1)
        """;
}
