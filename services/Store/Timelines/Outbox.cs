using Npgsql;
using Ringback.Model;

namespace Ringback.Store.Timelines;

/// <summary>Something that others may want to know: for live pages, feeds and alerts.</summary>
/// <param name="Kind">One of <see cref="EventKinds"/>.</param>
/// <param name="At">When what it tells took place, which may be long before it was written.</param>
/// <param name="Body">A JSON object.</param>
public sealed record LedgerEvent(string Kind, int? Target, int? Component, long? Incident, Instant At, string Body)
{
    /// <summary>Whose incident it is, where it is neither a target's nor a component's.</summary>
    public short? Region { get; init; }

    /// <summary>Id of the alert that it is of, where it is of no incident.</summary>
    public long? Alert { get; init; }
}

/// <summary>The closed list.</summary>
public static class EventKinds
{
    /// <summary>A verdict timeline has changed from an instant on; the body has the newest verdict.</summary>
    public const string Verdict = "verdict";
    public const string IncidentOpened = "incident_opened";

    /// <summary>Its stretch was amended, and it is open once more.</summary>
    public const string IncidentReopened = "incident_reopened";

    /// <summary>It reached a worse verdict.</summary>
    public const string IncidentWorsened = "incident_worsened";
    public const string IncidentChanged = "incident_changed";
    public const string IncidentClosed = "incident_closed";
    public const string IncidentMerged = "incident_merged";
    public const string IncidentWithdrawn = "incident_withdrawn";

    /// <summary>What came and went is quiet, so that those who were called may know that it is over.</summary>
    public const string IncidentCalmed = "incident_calmed";

    /// <summary>Somebody wrote to it; the body has which note, and its status.</summary>
    public const string IncidentUpdated = "incident_updated";
    public const string AlertOpened = "alert_opened";
    public const string AlertClosed = "alert_closed";
}

/// <summary>Events in commit order.</summary>
internal static class Outbox
{
    /// <summary>Who listens on it (<see cref="Reads.EventBell"/>) hears of each commit with news.</summary>
    public const string Channel = "ringback_event";

    /// <summary>The last statements before the commit: the lock is held until then, so ids grow in commit order.</summary>
    public static async Task WriteAsync(
        NpgsqlConnection connection,
        Instant now,
        IReadOnlyList<LedgerEvent> events,
        CancellationToken cancel
    )
    {
        if (events.Count == 0)
            return;

        await connection.ExecuteAsync("select pg_advisory_xact_lock($1)", [Locks.Outbox], cancel);
        await connection.ExecuteAsync(
            $"""
            with told as (
            insert into event (written_at, kind, target, component, region, incident, alert, at, body)
            select $1, kind, target, component, region, incident, alert, at, body::json
            from unnest($2::text[], $3::integer[], $4::integer[], $5::bigint[], $6::timestamptz[], $7::text[], $8::smallint[], $9::bigint[])
                with ordinality as given (kind, target, component, incident, at, body, region, alert, place)
            order by place
            returning id)
            select pg_notify('{Channel}', '') from told limit 1
            """,
            [
                now,
                events.Select(each => each.Kind).ToArray(),
                events.Select(each => each.Target).ToArray(),
                events.Select(each => each.Component).ToArray(),
                events.Select(each => each.Incident).ToArray(),
                events.Select(each => each.At).ToArray(),
                events.Select(each => each.Body).ToArray(),
                events.Select(each => each.Region).ToArray(),
                events.Select(each => each.Alert).ToArray(),
            ],
            cancel
        );
    }
}
