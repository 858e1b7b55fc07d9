using Npgsql;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Results;

namespace Ringback.Store.Alerts;

/// <summary>A region as a whole.</summary>
/// <param name="WatchingSince">When the first of the targets that it watches now was assigned to it.</param>
/// <param name="IsSilent">Its state of every one of them is unknown.</param>
public sealed record RegionNews(string Region, string Name, Instant WatchingSince, bool IsSilent);

/// <summary>What alerts go by that no figure tells.</summary>
public sealed class AlertReads(NpgsqlDataSource database)
{
    /// <summary>The regions that watch anything now.</summary>
    public async Task<IReadOnlyList<RegionNews>> RegionsAsync(Instant now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync(
            $"""
            select r.slug, r.name, min(a.from_at), bool_and(coalesce(s.state, 0) = {(int)RegionState.Unknown})
            from assignment a
            join region r on r.id = a.region
            left join lateral (
                select state from region_state s
                where s.target = a.target and s.region = a.region and s.at <= $1 order by s.at desc limit 1
            ) s on true
            where {WatchedSql}
            group by r.slug, r.name
            order by r.slug
            """,
            [now],
            row => new RegionNews(row.GetString(0), row.GetString(1), row.GetInstant(2), row.GetBoolean(3)),
            cancel
        );
    }

    /// <summary>How long the certificates of targets were still valid, by the newest result of each region.</summary>
    /// <returns>Slug and name of each target that showed one in the last two days; the region with the least.</returns>
    public async Task<IReadOnlyList<(string Target, string Name, TimeSpan Left)>> CertificatesAsync(
        Instant now,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var shown = await connection.ReadAsync(
            $"""
            select t.slug, t.name, l.scheduled_at, l.trigger, l.outcome, l.reason, l.started_at, l.body
            from assignment a
            join target t on t.id = a.target
            cross join lateral (
                select scheduled_at, trigger, outcome, reason, started_at, body from result l
                where l.target = a.target and l.region = a.region
                  and l.outcome in ({(int)Outcome.Up}, {(int)Outcome.Degraded})
                  and l.scheduled_at > $1 - interval '2 days' and l.scheduled_at <= $1 + interval '1 minute'
                order by l.scheduled_at desc, l.trigger desc limit 1
            ) l
            where {WatchedSql}
            """,
            [now],
            row =>
                (
                    Target: row.GetString(0),
                    Name: row.GetString(1),
                    Left: Left(StoredRun.Read(row, 2).ToResult("", "").Measurements)
                ),
            cancel
        );
        return
        [
            .. shown
                .Where(each => each.Left is not null)
                .GroupBy(each => (each.Target, each.Name), each => each.Left!.Value)
                .Select(each => (each.Key.Target, each.Key.Name, each.Min())),
        ];
    }

    /// <summary>Slugs of the targets and components that are worked on now.</summary>
    public async Task<IReadOnlySet<(string SubjectKind, string Subject)>> MaintainedAsync(
        Instant now,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var maintained = await connection.ReadAsync(
            """
            with work as (select targets, components from maintenance_time where from_at <= $1 and to_at > $1)
            select 'component', c.slug from work join component c on c.id = any(work.components)
            union
            select 'target', t.slug from work join target t on t.id = any(work.targets)
            union
            select 'target', t.slug
            from work
            join component_member m on m.component = any(work.components)
            join target t on t.id = m.target
            where m.from_at <= $1 and (m.to_at is null or m.to_at > $1)
            """,
            [now],
            row => (row.GetString(0), row.GetString(1)),
            cancel
        );
        return maintained.ToHashSet();
    }

    private static TimeSpan? Left(IReadOnlyList<Measurement> measurements)
    {
        foreach (var each in measurements)
            if (each.Name == MeasurementNames.CertificateExpirySeconds)
                return TimeSpan.FromSeconds(each.Value);
        return null;
    }

    /// <summary>Of assignment a at $1.</summary>
    private const string WatchedSql = """
        a.from_at <= $1 and (a.to_at is null or a.to_at > $1)
        and exists (select from target_lifetime f
                    where f.target = a.target and f.created_at <= $1 and (f.deleted_at is null or f.deleted_at > $1))
        """;
}
