using Npgsql;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;

namespace Ringback.Store.Reads;

/// <param name="Target">Slug; null where it is a component's.</param>
/// <param name="Component">Slug; null where it is a target's.</param>
/// <param name="ClosedAt">Null while it is open.</param>
/// <param name="Severity">Worst verdict reached.</param>
/// <param name="MergedInto">Id of the incident that later data united it with.</param>
/// <param name="Withdrawn">Later data undid it.</param>
public sealed record IncidentRow(
    long Id,
    string? Target,
    string? Component,
    string Name,
    Instant OpenedAt,
    Instant? ClosedAt,
    Verdict Severity,
    Reason? Reason,
    long? MergedInto,
    bool Withdrawn,
    Instant ChangedAt
);

/// <summary>Which incidents to list.</summary>
/// <param name="Window">Those that overlap it.</param>
/// <param name="Target">Slug, or null for all.</param>
/// <param name="Component">Slug, or null for all.</param>
/// <param name="Open">True for open ones only, false for closed ones only.</param>
/// <param name="Counting">Leaves out those that were merged or withdrawn.</param>
/// <param name="Before">Id that the page goes on before; null for the first page.</param>
public sealed record IncidentFilter(
    Window Window,
    string? Target = null,
    string? Component = null,
    bool? Open = null,
    bool Counting = true,
    long? Before = null,
    int Limit = 100
);

/// <summary>Incidents, newest id first.</summary>
public sealed class IncidentReads(NpgsqlDataSource database)
{
    public async Task<IReadOnlyList<IncidentRow>> ReadAsync(IncidentFilter filter, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync(
            """
            select i.id, t.slug, c.slug, coalesce(t.name, c.name), i.opened_at, i.closed_at, i.severity, i.reason,
                   i.merged_into, i.withdrawn, i.changed_at
            from incident i
            left join target t on t.id = i.target
            left join component c on c.id = i.component
            where i.opened_at < $2 and (i.closed_at is null or i.closed_at > $1)
              and ($3::text is null or t.slug = $3)
              and ($4::text is null or c.slug = $4)
              and ($5::boolean is null or (i.closed_at is null) = $5)
              and (not $6 or (i.merged_into is null and not i.withdrawn))
              and ($7::bigint is null or i.id < $7)
            order by i.id desc
            limit $8
            """,
            [
                filter.Window.From,
                filter.Window.To,
                filter.Target,
                filter.Component,
                filter.Open,
                filter.Counting,
                filter.Before,
                filter.Limit,
            ],
            reader => new IncidentRow(
                reader.GetInt64(0),
                reader.IsDBNull(1) ? null : reader.GetString(1),
                reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.GetString(3),
                reader.GetInstant(4),
                reader.GetInstantOrNull(5),
                (Verdict)reader.GetInt16(6),
                reader.IsDBNull(7) ? null : (Reason)reader.GetInt16(7),
                reader.IsDBNull(8) ? null : reader.GetInt64(8),
                reader.GetBoolean(9),
                reader.GetInstant(10)
            ),
            cancel
        );
    }
}
