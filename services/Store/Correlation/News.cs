using Npgsql;
using Ringback.Store.Timelines;

namespace Ringback.Store.Correlation;

/// <summary>Tells the correlator, in the transaction of a deriver, what it has to look at.</summary>
internal static class News
{
    /// <summary>States that changed.</summary>
    public static async Task OfStatesAsync(
        NpgsqlConnection connection,
        IReadOnlyList<DerivedRegion> derived,
        CancellationToken cancel
    )
    {
        var changed = derived.Where(each => each.ChangedFrom is not null).ToList();
        if (changed.Count == 0)
            return;

        await connection.ExecuteAsync(
            $"""
            insert into incident_news (kind, target, region, at)
            select '{NewsKinds.States}', * from unnest($1::integer[], $2::smallint[], $3::timestamptz[])
            """,
            [
                changed.Select(each => each.View.Target).ToArray(),
                changed.Select(each => each.View.Region).ToArray(),
                changed.Select(each => each.ChangedFrom).ToArray(),
            ],
            cancel
        );
    }

    /// <summary>Results that changed while their target, or a component of it, has an incident: most have none.</summary>
    public static async Task OfResultsAsync(
        NpgsqlConnection connection,
        IReadOnlyList<ClaimedTarget> targets,
        CancellationToken cancel
    )
    {
        var touched = targets
            .SelectMany(target => target.Touches, (target, touch) => (Target: target.Id, touch.Region, touch.At))
            .Where(touch => touch.Region is not null)
            .GroupBy(touch => (touch.Target, touch.Region))
            .Select(group => (group.Key.Target, group.Key.Region, At: group.MinBy(touch => touch.At.Microseconds).At))
            .ToList();
        if (touched.Count == 0)
            return;

        await connection.ExecuteAsync(
            $"""
            insert into incident_news (kind, target, region, at)
            select '{NewsKinds.Results}', given.target, given.region, given.at
            from unnest($1::integer[], $2::smallint[], $3::timestamptz[]) as given (target, region, at)
            where {LatestEndSql("target = given.target")} > given.at
                or exists (
                    select from component_member
                    where component_member.target = given.target
                        and {LatestEndSql("incident.component = component_member.component")} > given.at
                )
            """,
            [
                touched.Select(each => each.Target).ToArray(),
                touched.Select(each => each.Region).ToArray(),
                touched.Select(each => each.At).ToArray(),
            ],
            cancel
        );
    }

    /// <summary>Events of incidents: told by the correlator, which knows whom to call.</summary>
    public static async Task OfIncidentsAsync(
        NpgsqlConnection connection,
        IReadOnlyList<LedgerEvent> events,
        CancellationToken cancel
    )
    {
        if (events.Count == 0)
            return;

        await connection.ExecuteAsync(
            """
            insert into incident_news (kind, target, component, incident, at, body)
            select kind, target, component, incident, at, body::json
            from unnest($1::text[], $2::integer[], $3::integer[], $4::bigint[], $5::timestamptz[], $6::text[])
                with ordinality as given (kind, target, component, incident, at, body, place)
            order by place
            """,
            [
                events.Select(each => each.Kind).ToArray(),
                events.Select(each => each.Target).ToArray(),
                events.Select(each => each.Component).ToArray(),
                events.Select(each => each.Incident).ToArray(),
                events.Select(each => each.At).ToArray(),
                events.Select(each => each.Body).ToArray(),
            ],
            cancel
        );
    }

    /// <summary>End of the last incident of a subject that stands; those of one subject do not overlap.</summary>
    private static string LatestEndSql(string subject) =>
        $"""
            (
                select coalesce(closed_at, 'infinity') from incident
                where {subject} and merged_into is null and not withdrawn
                order by opened_at desc
                limit 1
            )
            """;
}
