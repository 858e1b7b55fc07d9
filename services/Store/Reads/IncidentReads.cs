using Npgsql;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Correlation;

namespace Ringback.Store.Reads;

/// <param name="Target">Slug; null where it is not a target's. Likewise the next two.</param>
/// <param name="Region">Slug of a vantage point that failed as a whole.</param>
/// <param name="ClosedAt">Null while it is open.</param>
/// <param name="Severity">Worst verdict reached.</param>
/// <param name="MergedInto">Id of the incident that later data united it with.</param>
/// <param name="Withdrawn">Later data undid it.</param>
/// <param name="PartOf">Id of the incident that it is part of first of all.</param>
/// <param name="Causes">Why, by region; the most frequent first.</param>
public sealed record IncidentRow(
    long Id,
    string? Target,
    string? Component,
    string? Region,
    string Name,
    Instant OpenedAt,
    Instant? ClosedAt,
    Verdict Severity,
    Reason? Reason,
    long? MergedInto,
    bool Withdrawn,
    Instant ChangedAt,
    long? PartOf,
    IReadOnlyList<Cause<string>> Causes
);

/// <summary>Which incidents to list.</summary>
/// <param name="Window">Those that overlap it.</param>
/// <param name="Target">Slug, or null for all.</param>
/// <param name="Component">Slug, or null for all.</param>
/// <param name="Open">True for open ones only, false for closed ones only.</param>
/// <param name="Counting">Leaves out those that were merged or withdrawn.</param>
/// <param name="Whole">Leaves out those that are part of another.</param>
/// <param name="PartOf">Parts of this one only.</param>
/// <param name="Before">Id that the page goes on before; null for the first page.</param>
public sealed record IncidentFilter(
    Window Window,
    string? Target = null,
    string? Component = null,
    bool? Open = null,
    bool Counting = true,
    bool Whole = false,
    long? PartOf = null,
    long? Before = null,
    int Limit = 100
)
{
    /// <summary>Slug: a vantage point's, and those with failed runs there; null for all.</summary>
    public string? Region { get; init; }

    /// <summary><c>target</c>, <c>component</c> or <c>vantage</c>; null for all.</summary>
    public string? Kind { get; init; }

    /// <summary>Of the region that turned bad first; null for all.</summary>
    public Reason? Reason { get; init; }

    /// <summary>Worst verdict reached; null for all.</summary>
    public Verdict? Severity { get; init; }

    /// <summary>Slugs of components: only incidents of these, and of targets that belong to one now; null for all.</summary>
    public string[]? Limits { get; init; }
}

/// <summary>Something that became known of an incident.</summary>
/// <param name="Id">In commit order.</param>
/// <param name="Kind">One of <c>EventKinds</c>.</param>
/// <param name="Verdict">Worst that it had reached; null where the event does not say.</param>
/// <param name="At">When it took place; before <paramref name="WrittenAt"/>, which is when it became known.</param>
public sealed record IncidentTurnRow(long Id, string Kind, Verdict? Verdict, Instant At, Instant WrittenAt);

/// <summary>Incidents, newest id first.</summary>
public sealed class IncidentReads(NpgsqlDataSource database)
{
    public async Task<IReadOnlyList<IncidentRow>> ReadAsync(IncidentFilter filter, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.ReadAsync(
            $"""
            select i.id, t.slug, c.slug, r.slug, coalesce(t.name, c.name, r.name), i.opened_at, i.closed_at, i.severity,
                   i.reason, i.merged_into, i.withdrawn, i.changed_at, {PartLedger.WholeSql("i.id")}
            from incident i
            left join target t on t.id = i.target
            left join component c on c.id = i.component
            left join region r on r.id = i.region
            where i.opened_at < $2 and (i.closed_at is null or i.closed_at > $1)
              and ($3::text is null or t.slug = $3)
              and ($4::text is null or c.slug = $4)
              and ($5::boolean is null or (i.closed_at is null) = $5)
              and (not $6 or (i.merged_into is null and not i.withdrawn))
              and (not $7 or not exists (select from incident_part where part = i.id))
              and ($8::bigint is null or exists (select from incident_part where part = i.id and whole = $8))
              and ($9::bigint is null or i.id < $9)
              and ($11::text is null or r.slug = $11 or exists (
                  select from incident_cause join region on region.id = region where incident = i.id and slug = $11))
              and ($12::text is null or case when i.target is not null then 'target'
                  when i.component is not null then 'component' else 'vantage' end = $12)
              and ($13::smallint is null or i.reason = $13) and ($14::smallint is null or i.severity = $14)
              and ($15::text[] is null or c.slug = any($15) or exists (
                  select from component_member m join component l on l.id = m.component
                  where m.target = i.target and m.to_at is null and l.slug = any($15)))
            order by i.id desc
            limit $10
            """,
            [
                filter.Window.From,
                filter.Window.To,
                filter.Target,
                filter.Component,
                filter.Open,
                filter.Counting,
                filter.Whole,
                filter.PartOf,
                filter.Before,
                filter.Limit,
                filter.Region,
                filter.Kind,
                (short?)filter.Reason,
                (short?)filter.Severity,
                filter.Limits,
            ],
            reader => new IncidentRow(
                reader.GetInt64(0),
                reader.IsDBNull(1) ? null : reader.GetString(1),
                reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3),
                reader.GetString(4),
                reader.GetInstant(5),
                reader.GetInstantOrNull(6),
                (Verdict)reader.GetInt16(7),
                reader.IsDBNull(8) ? null : (Reason)reader.GetInt16(8),
                reader.IsDBNull(9) ? null : reader.GetInt64(9),
                reader.GetBoolean(10),
                reader.GetInstant(11),
                reader.IsDBNull(12) ? null : reader.GetInt64(12),
                []
            ),
            cancel
        );
        var causes = await CausesAsync(connection, [.. rows.Select(row => row.Id)], cancel);
        return [.. rows.Select(row => row with { Causes = CauseTally.Sum(causes[row.Id]) })];
    }

    /// <summary>What people call the targets and components whose incidents are parts of these.</summary>
    public async Task<ILookup<long, string>> PartNamesAsync(long[] incidents, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var names = await connection.ReadAsync(
            """
            select distinct whole, coalesce(t.name, c.name)
            from incident_part
            join incident i on i.id = part
            left join target t on t.id = i.target
            left join component c on c.id = i.component
            where whole = any($1)
            order by 2
            """,
            [incidents],
            row => (Whole: row.GetInt64(0), Name: row.GetString(1)),
            cancel
        );
        return names.ToLookup(row => row.Whole, row => row.Name);
    }

    /// <summary>What became known of these, as far as events are kept, in commit order.</summary>
    public async Task<ILookup<long, IncidentTurnRow>> TurnsAsync(long[] incidents, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var turns = await connection.ReadAsync(
            "select incident, id, kind, body->>'verdict', at, written_at from event where incident = any($1) order by id",
            [incidents],
            row =>
                (
                    Incident: row.GetInt64(0),
                    Turn: new IncidentTurnRow(
                        row.GetInt64(1),
                        row.GetString(2),
                        !row.IsDBNull(3) && Enum.TryParse<Verdict>(row.GetString(3), ignoreCase: true, out var verdict)
                            ? verdict
                            : null,
                        row.GetInstant(4),
                        row.GetInstant(5)
                    )
                ),
            cancel
        );
        return turns.ToLookup(row => row.Incident, row => row.Turn);
    }

    private static async Task<ILookup<long, Cause<string>>> CausesAsync(
        NpgsqlConnection connection,
        long[] incidents,
        CancellationToken cancel
    ) =>
        (
            await connection.ReadAsync(
                """
                select incident, slug, layer, reason, sum(count)::integer, min(first_at), max(last_at)
                from incident_cause
                join region on region.id = region
                where incident = any($1)
                group by incident, slug, layer, reason
                """,
                [incidents],
                row =>
                    (
                        Incident: row.GetInt64(0),
                        Cause: new Cause<string>(
                            row.GetString(1),
                            (CauseLayer)row.GetInt16(2),
                            (Reason)row.GetInt16(3),
                            row.GetInt32(4),
                            row.GetInstant(5),
                            row.GetInstant(6)
                        )
                    ),
                cancel
            )
        ).ToLookup(row => row.Incident, row => row.Cause);
}
