using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Store.Reads;

/// <param name="Id">Slug.</param>
/// <param name="Targets">Numbers of the targets that belong to it now.</param>
/// <param name="Lifetime">When each target that ever belonged to it was both alive and a member; their union is its lifetime.</param>
/// <param name="Verdict">Now.</param>
public sealed record ComponentRow(
    int Number,
    string Id,
    string Name,
    string? Description,
    IReadOnlyList<int> Targets,
    IReadOnlyList<Window> Lifetime,
    Verdict Verdict
)
{
    /// <summary>When the verdict of now began; null where it never had one.</summary>
    public Instant? VerdictSince { get; init; }
}

/// <summary>Which components there are.</summary>
public sealed class ComponentReads(NpgsqlDataSource database)
{
    /// <summary>Those with a target at <paramref name="now"/>, in the catalog's order.</summary>
    public async Task<IReadOnlyList<ComponentRow>> ReadAsync(Instant now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync(
            """
            select c.id, c.slug, c.name, c.description, m.targets,
                   array(select greatest(m.from_at, l.created_at)
                         from component_member m join target_lifetime l on l.target = m.target
                         where m.component = c.id order by m.target, m.from_at, l.created_at),
                   array(select least(coalesce(m.to_at, 'infinity'), coalesce(l.deleted_at, 'infinity'))
                         from component_member m join target_lifetime l on l.target = m.target
                         where m.component = c.id order by m.target, m.from_at, l.created_at),
                   coalesce(v.verdict, 0::smallint), v.at
            from component c
            join (select m.component, array_agg(m.target order by t.slug) as targets
                  from component_member m join target t on t.id = m.target
                  where m.from_at <= $1 and (m.to_at is null or m.to_at > $1)
                  group by m.component) m on m.component = c.id
            left join lateral (
                select verdict, at from component_verdict where component = c.id and at <= $1 order by at desc limit 1
            ) v on true
            order by c.position, c.slug
            """,
            [now],
            reader => new ComponentRow(
                reader.GetInt32(0),
                reader.GetString(1),
                reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3),
                reader.GetFieldValue<int[]>(4),
                reader.GetWindows(5, 6),
                (Verdict)reader.GetInt16(7)
            )
            {
                VerdictSince = reader.GetInstantOrNull(8),
            },
            cancel
        );
    }
}
