using Npgsql;
using Ringback.Model;
using Ringback.Store.Access;

namespace Ringback.Store.Reads;

/// <summary>Something that became known: a verdict that turned, an incident or an alert that opened, changed or ended.</summary>
/// <param name="Id">In commit order: whoever reads on after one misses none.</param>
/// <param name="Kind">One of <c>EventKinds</c>.</param>
/// <param name="Target">Slug; null where it is not a target's. Likewise the next ones.</param>
/// <param name="Alert">Id; null where it is an incident's or a verdict.</param>
/// <param name="Verdict">As the event says it; null where it says none.</param>
/// <param name="At">When what it tells took place, which may be long before <paramref name="WrittenAt"/>.</param>
public sealed record EventRow(
    long Id,
    string Kind,
    string? Target,
    string? Component,
    string? Region,
    long? Incident,
    long? Alert,
    string? Verdict,
    Instant At,
    Instant WrittenAt
);

/// <summary>The outbox, for who listens.</summary>
public sealed class EventReads(NpgsqlDataSource database)
{
    /// <returns>Id of the newest; 0 where there has been none.</returns>
    public async Task<long> NewestAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var newest = await connection.ReadAsync(
            "select coalesce(max(id), 0) from event",
            [],
            row => row.GetInt64(0),
            cancel
        );
        return newest.Single();
    }

    /// <param name="target">Slug; null for all. Likewise the component.</param>
    /// <param name="reach">Only those of what is within it; null for all.</param>
    /// <returns>Oldest first.</returns>
    public async Task<IReadOnlyList<EventRow>> ReadAsync(
        long after,
        string? target,
        string? component,
        Reach? reach,
        int limit,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync(
            """
            select told.* from (
                select e.id, e.kind,
                       coalesce(t.slug, case when a.subject_kind = 'target' then a.subject end) as target,
                       coalesce(c.slug, case when a.subject_kind = 'component' then a.subject end) as component,
                       coalesce(r.slug, case when a.subject_kind = 'region' then a.subject end) as region,
                       e.incident, e.alert, e.body ->> 'verdict', e.at, e.written_at
                from event e
                left join target t on t.id = e.target
                left join component c on c.id = e.component
                left join region r on r.id = e.region
                left join alert a on a.id = e.alert
                where e.id > $1
            ) as told
            where ($2::text is null or target = $2) and ($3::text is null or component = $3)
              and ($4::text[] is null or component = any($4) or target = any($5))
            order by id
            limit $6
            """,
            [after, target, component, reach?.Components, reach?.Targets, limit],
            row => new EventRow(
                row.GetInt64(0),
                row.GetString(1),
                row.GetStringOrNull(2),
                row.GetStringOrNull(3),
                row.GetStringOrNull(4),
                row.IsDBNull(5) ? null : row.GetInt64(5),
                row.IsDBNull(6) ? null : row.GetInt64(6),
                row.GetStringOrNull(7),
                row.GetInstant(8),
                row.GetInstant(9)
            ),
            cancel
        );
    }
}
