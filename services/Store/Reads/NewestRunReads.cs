using Npgsql;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Store.Results;

namespace Ringback.Store.Reads;

/// <summary>A target as a region watches it, with its newest run.</summary>
/// <param name="Since">When the region began to watch it.</param>
/// <param name="Newest">Without address and evidence; null where there is none in the last two days.</param>
public sealed record WatchedRun(string Target, string Region, Instant Since, ProbeResult? Newest);

/// <summary>The newest run of every target from every region that watches it, for who looks at all of them at once.</summary>
public sealed class NewestRunReads(NpgsqlDataSource database)
{
    /// <summary>What is older is nobody's newest run.</summary>
    public static readonly TimeSpan LooksBack = TimeSpan.FromDays(2);

    /// <returns>By target and region.</returns>
    public async Task<IReadOnlyList<WatchedRun>> ReadAsync(Instant now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync(
            """
            select t.slug, r.slug, a.from_at,
                   l.scheduled_at, l.trigger, l.outcome, l.reason, l.started_at, l.body
            from assignment a
            join target t on t.id = a.target
            join region r on r.id = a.region
            left join lateral (
                select scheduled_at, trigger, outcome, reason, started_at, body from result l
                where l.target = a.target and l.region = a.region and l.trigger <> 3
                  and l.scheduled_at > $1 - $2 and l.scheduled_at <= $1 + interval '1 minute'
                order by l.scheduled_at desc, l.trigger desc limit 1
            ) l on true
            where a.from_at <= $1 and (a.to_at is null or a.to_at > $1)
            order by t.slug, r.slug
            """,
            [now, LooksBack],
            row =>
            {
                var (target, region) = (row.GetString(0), row.GetString(1));
                return new WatchedRun(
                    target,
                    region,
                    row.GetInstant(2),
                    row.IsDBNull(3) ? null : StoredRun.Read(row, 3).ToResult(target, region) with { Address = null }
                );
            },
            cancel
        );
    }
}
