using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Catalogs;

namespace Ringback.Store.Reads;

/// <summary>A target's timeline and all that its figures need, in one statement: figures are asked for more than anything else.</summary>
public sealed class TargetTimelineReads(NpgsqlDataSource database)
{
    /// <param name="slug">Any text: what is no slug is not asked for.</param>
    /// <returns>Null where there has never been such a target.</returns>
    public async Task<TargetTimeline?> FindAsync(string slug, Window window, Instant now, CancellationToken cancel)
    {
        if (!Slug.IsValid(slug))
            return null;

        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.ReadAsync(
            TimelineSql,
            [now, slug, window.From, window.To, now - MaintenanceStep.Back],
            Timeline,
            cancel
        );
        return rows.SingleOrDefault();
    }

    /// <summary>The marks of the targets that are alive at <paramref name="now"/>, by slug.</summary>
    /// <param name="component">Slug: its targets alone; null for all.</param>
    /// <param name="limits">Slugs: only targets of one of these; null for all.</param>
    public async Task<IReadOnlyList<TargetMark>> ReadAliveAsync(
        string? component,
        string[]? limits,
        Instant now,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync(AliveSql, [now, component, limits], Mark, cancel);
    }

    private static TargetMark Mark(NpgsqlDataReader reader) =>
        new(reader.GetInt32(0), reader.GetString(1), reader.GetWindows(2, 3), reader.GetInstant(4));

    private static TargetTimeline Timeline(NpgsqlDataReader reader)
    {
        var mark = Mark(reader);
        var changes = reader.IsDBNull(6)
            ? []
            : reader
                .GetFieldValue<DateTime[]>(6)
                .Zip(
                    reader.GetFieldValue<short[]>(7),
                    (at, verdict) => new Change<Verdict>(at.ToInstant(), (Verdict)verdict)
                );
        return new TargetTimeline(
            mark.Number,
            mark.Id,
            mark.Lifetimes,
            mark.AsOf,
            new StepFunction<Verdict>(Verdict.Unknown, changes),
            reader.IsDBNull(5) ? null : reader.GetString(5),
            reader.GetInstantOrNull(8)
        );
    }

    private const string MarkSql = $"t.id, t.slug, l.born, l.gone, {WatermarkReads.Sql}";

    private const string FromSql = """
        from target t
        cross join lateral (
            select array_agg(created_at order by created_at) as born,
                   array_agg(coalesce(deleted_at, 'infinity') order by created_at) as gone
            from target_lifetime where target = t.id
        ) l
        """;

    // Ordered within: then the index gives the changes in their order, and nothing is sorted.
    private const string TimelineSql = $"""
        select {MarkSql}, (select zone from catalog_version order by id desc limit 1), v.at, v.verdict, f.before
        {FromSql}
        left join lateral (
            select least(sealed_before, $5) as before
            from horizon
            where exists (select from region_state s where s.target = t.id and s.at < least(sealed_before, $5))
                and not exists (select from backfill b where b.target = t.id)
        ) f on true
        cross join lateral (
            select array_agg(at) as at, array_agg(verdict) as verdict
            from (
                select at, verdict from verdict
                where target = t.id and at < $4 and at >= coalesce(
                    (select at from verdict before where before.target = t.id and before.at <= $3 order by at desc limit 1), $3)
                order by at
            ) as changes
        ) v
        where t.slug = $2
        """;

    private const string AliveSql = $"""
        select {MarkSql}
        {FromSql}
        where exists (select from target_lifetime l where l.target = t.id
                      and l.created_at <= $1 and (l.deleted_at is null or l.deleted_at > $1))
            and ($2::text is null or exists (
                select from component_member m join component c on c.id = m.component
                where m.target = t.id and m.from_at <= $1 and (m.to_at is null or m.to_at > $1) and c.slug = $2))
            and ($3::text[] is null or exists (
                select from component_member m join component c on c.id = m.component
                where m.target = t.id and m.from_at <= $1 and (m.to_at is null or m.to_at > $1) and c.slug = any($3)))
        order by t.slug
        """;
}
