using Npgsql;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;

namespace Ringback.Store.Reads;

/// <param name="Target">Number.</param>
/// <param name="Region">Slug.</param>
/// <param name="LastResultAt">Newest stored slot; null where there is none in the last two days.</param>
/// <param name="LastReason">Of that result; null where it was up.</param>
public sealed record RegionRow(int Target, string Region, RegionState State, Instant? LastResultAt, Reason? LastReason);

/// <summary>What each region says of each target now.</summary>
public sealed class RegionReads(NpgsqlDataSource database)
{
    public async Task<IReadOnlyList<RegionRow>> ReadAsync(int[] targets, Instant now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync(
            """
            select a.target, r.slug, coalesce(s.state, 0::smallint), l.scheduled_at, l.reason
            from assignment a
            join region r on r.id = a.region
            left join lateral (
                select state from region_state s
                where s.target = a.target and s.region = a.region and s.at <= $2 order by s.at desc limit 1
            ) s on true
            left join lateral (
                select scheduled_at, reason from result l
                where l.target = a.target and l.region = a.region and l.trigger <> 3
                  and l.scheduled_at > $2 - interval '2 days' and l.scheduled_at <= $2 + interval '1 minute'
                order by l.scheduled_at desc, l.trigger desc limit 1
            ) l on true
            where a.target = any($1) and a.from_at <= $2 and (a.to_at is null or a.to_at > $2)
            order by a.target, r.slug
            """,
            [targets, now],
            reader => new RegionRow(
                reader.GetInt32(0),
                reader.GetString(1),
                (RegionState)reader.GetInt16(2),
                reader.GetInstantOrNull(3),
                reader.IsDBNull(4) ? null : (Reason)reader.GetInt16(4)
            ),
            cancel
        );
    }
}
