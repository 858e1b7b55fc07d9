using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Access;
using Ringback.Store.Timelines;

namespace Ringback.Store.Incidents;

/// <summary>What somebody wrote to an incident.</summary>
/// <param name="Status">investigating, identified, monitoring or resolved.</param>
public sealed record IncidentNote(long Id, long Incident, Instant WrittenAt, string Status, string Body, string Actor);

/// <summary>Why nothing is written to an incident.</summary>
public enum NoteRefusal
{
    NoIncident,

    /// <summary>It is still measured: nobody can say that it is resolved.</summary>
    StillOpen,

    /// <summary>It is over: all that can be said is how it was resolved.</summary>
    Over,
}

/// <summary>Updates by people: shown beside what was measured, never instead of it, and told to whom the incident was told.</summary>
public sealed class NoteLedger(NpgsqlDataSource database, TimeProvider time)
{
    public const string Resolved = "resolved";

    public async Task<(IncidentNote? Note, NoteRefusal? Refusal)> AddAsync(
        long incident,
        string status,
        string body,
        Actor actor,
        CancellationToken cancel
    )
    {
        var now = Instant.Now(time);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var found = await connection.ReadAsync(
            """
            select closed_at is null and merged_into is null and not withdrawn, target, component, region, severity, (
                select coalesce(e.body->>'notification', e.incident::text) from event e
                where e.incident = i.id and (e.body->>'notify')::boolean order by e.id desc limit 1
            )
            from incident i where id = $1 for share of i
            """,
            [incident],
            row => (IsOpen: row.GetBoolean(0), Event: Event(row, incident, status, now)),
            cancel
        );
        if (found is not [var (isOpen, told)])
            return (null, NoteRefusal.NoIncident);
        if (isOpen == (status == Resolved))
            return (null, isOpen ? NoteRefusal.StillOpen : NoteRefusal.Over);

        var id = await connection.ReadAsync(
            """
            insert into incident_note (incident, written_at, status, body, actor) values ($1, $2, $3, $4, $5)
            returning id
            """,
            [incident, now, status, body, actor.Id],
            row => row.GetInt64(0),
            cancel
        );
        var after = new JsonObject { ["status"] = status, ["body"] = body };
        await AuditLog.WriteAsync(
            connection,
            actor,
            new AuditEntry("incident.update", $"incident:{incident}", null, after.ToJsonString()),
            now,
            cancel
        );
        await Outbox.WriteAsync(connection, now, [told], cancel);
        await transaction.CommitAsync(cancel);
        return (new IncidentNote(id[0], incident, now, status, body, actor.Id), null);
    }

    /// <summary>In the thread that the incident was told in last; it is no news to whom it was never told.</summary>
    private static LedgerEvent Event(NpgsqlDataReader row, long incident, string status, Instant now)
    {
        var thread = row.GetStringOrNull(5);
        var body = new JsonObject
        {
            ["verdict"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(((Verdict)row.GetInt16(4)).ToString()),
            ["status"] = status,
            ["notify"] = thread is not null,
            ["flapping"] = false,
            ["notification"] = thread,
        };
        return new LedgerEvent(
            EventKinds.IncidentUpdated,
            row.IsDBNull(1) ? null : row.GetInt32(1),
            row.IsDBNull(2) ? null : row.GetInt32(2),
            incident,
            now,
            body.ToJsonString()
        )
        {
            Region = row.IsDBNull(3) ? null : row.GetInt16(3),
        };
    }

    /// <summary>Whether there is such an incident, and it is one of what is within a reach; null for any.</summary>
    public async Task<bool> KnowsAsync(long incident, Reach? reach, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var found = await connection.ReadAsync(
            """
            select from incident i
            left join target t on t.id = i.target
            left join component c on c.id = i.component
            where i.id = $1 and ($2::text[] is null or c.slug = any($2) or t.slug = any($3))
            """,
            [incident, reach?.Components, reach?.Targets],
            _ => true,
            cancel
        );
        return found.Count > 0;
    }

    /// <returns>Of each incident, oldest first.</returns>
    public async Task<ILookup<long, IncidentNote>> ReadAsync(long[] incidents, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var notes = await connection.ReadAsync(
            """
            select id, incident, written_at, status, body, actor from incident_note where incident = any($1) order by id
            """,
            [incidents],
            row => new IncidentNote(
                row.GetInt64(0),
                row.GetInt64(1),
                row.GetInstant(2),
                row.GetString(3),
                row.GetString(4),
                row.GetString(5)
            ),
            cancel
        );
        return notes.ToLookup(note => note.Incident);
    }
}
