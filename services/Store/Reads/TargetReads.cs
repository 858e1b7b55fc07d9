using Npgsql;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;

namespace Ringback.Store.Reads;

/// <summary>Which targets there are, and were.</summary>
public sealed class TargetReads(NpgsqlDataSource database)
{
    private const string Select = """
        select t.id, t.slug, t.name, t.kind, s.interval_us, s.timeout_us, s.failures, s.successes, s.quorum,
               array(select l.created_at from target_lifetime l where l.target = t.id order by l.created_at),
               array(select coalesce(l.deleted_at, 'infinity') from target_lifetime l where l.target = t.id
                     order by l.created_at),
               array(select r.slug from assignment a join region r on r.id = a.region
                     where a.target = t.id and a.from_at <= $1 and (a.to_at is null or a.to_at > $1) order by r.slug),
               array(select c.slug from component_member m join component c on c.id = m.component
                     where m.target = t.id and m.from_at <= $1 and (m.to_at is null or m.to_at > $1)
                     order by c.position, c.slug),
               coalesce((select v.verdict from verdict v where v.target = t.id and v.at <= $1
                         order by v.at desc limit 1), 0::smallint)
        from target t
        cross join lateral (
            select * from target_setting s where s.target = t.id order by s.at <= $1 desc, abs(extract(epoch from s.at - $1))
            limit 1
        ) s
        """;

    /// <summary>The targets that are alive at <paramref name="now"/>, by slug.</summary>
    public async Task<IReadOnlyList<TargetRow>> ReadAliveAsync(Instant now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync(
            $"""
            {Select}
            where exists (select from target_lifetime l where l.target = t.id
                          and l.created_at <= $1 and (l.deleted_at is null or l.deleted_at > $1))
            order by t.slug
            """,
            [now],
            Row,
            cancel
        );
    }

    /// <param name="slug">Any text: what is no slug is not asked for.</param>
    /// <returns>Null where there has never been such a target.</returns>
    public async Task<TargetRow?> FindAsync(string slug, Instant now, CancellationToken cancel)
    {
        if (!Slug.IsValid(slug))
            return null;

        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.ReadAsync($"{Select} where t.slug = $2", [now, slug], Row, cancel);
        return rows.SingleOrDefault();
    }

    private static TargetRow Row(NpgsqlDataReader reader) =>
        new(
            reader.GetInt32(0),
            reader.GetString(1),
            reader.GetString(2),
            reader.GetString(3),
            new TargetSettings(
                reader.GetDuration(4),
                reader.GetDuration(5),
                new Confirmation(reader.GetInt32(6), reader.GetInt32(7)),
                Quorum.TryParse(reader.GetString(8), out var quorum) ? quorum : Quorum.Majority
            ),
            reader.GetWindows(9, 10),
            reader.GetFieldValue<string[]>(11),
            reader.GetFieldValue<string[]>(12),
            (Verdict)reader.GetInt16(13)
        );
}
