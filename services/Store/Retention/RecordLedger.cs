using Npgsql;
using Ringback.Model;

namespace Ringback.Store.Retention;

/// <summary>What is written of what was told, asked and changed: each table of it has an end.</summary>
/// <remarks>Nothing goes that is still to be told to somebody, or that says why somebody has not been told of what still stands.</remarks>
public sealed class RecordLedger(NpgsqlDataSource database)
{
    /// <summary>Answers of writes by their Idempotency-Key.</summary>
    private static readonly TimeSpan Answers = TimeSpan.FromDays(1);

    /// <summary>Drops what has had its time.</summary>
    /// <param name="receivers">Names of those who are configured.</param>
    /// <param name="told">Instant before which events, deliveries and requests go: that of the raw results.</param>
    /// <param name="kept">Instant before which the audit log, alerts, silences, keys that hold no more and counts of what was refused go.</param>
    /// <returns>How many rows.</returns>
    public async Task<int> DropAsync(
        IReadOnlyCollection<string> receivers,
        Instant told,
        Instant kept,
        Instant now,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync(
            "update alert_receiver set seen_at = $2 where name = any($1)",
            [receivers.ToArray(), now],
            cancel
        );
        await connection.ExecuteAsync("set local ringback.retention = 'on'", [], cancel);
        var dropped = 0;
        foreach (var (sql, before) in Drops(told, kept, now))
        {
            await using var command = connection.Statement(sql, before);
            dropped += await command.ExecuteNonQueryAsync(cancel);
        }

        await transaction.CommitAsync(cancel);
        return dropped;
    }

    private static IEnumerable<(string Sql, Instant Before)> Drops(Instant told, Instant kept, Instant now) =>
        [
            ("delete from alert_receiver where seen_at < $1", told),
            ("delete from alert_request where asked_at < $1", told),
            (DeliverySql, told),
            (EventSql, told),
            ("delete from run_request where at < $1", told),
            ("delete from idempotency where begun_at < $1", now - Answers),
            ("delete from audit where at < $1", kept),
            (AlertSql, kept),
            ("delete from silence where ends_at < $1", kept),
            ("delete from refused where day < ($1::timestamptz at time zone 'UTC')::date", kept),
            (SecretSql, kept),
            ("delete from api_key where coalesce(revoked_at, expires_at) < $1", kept),
        ];

    /// <summary>That it was held back is remembered of what still stands: it is told when its silence is over.</summary>
    private const string DeliverySql = """
        delete from alert_delivery d
        where d.at < $1 and not (d.outcome = 'silenced' and exists (
            select from event e
            left join alert a on a.id = e.alert
            left join incident i on i.id = e.incident
            where e.id = d.event
              and (a.closed_at is null or a.id is null)
              and (i.id is null or (i.closed_at is null and i.merged_into is null and not i.withdrawn))
        ))
        """;

    /// <summary>Alertmanager is told what is open, not events.</summary>
    private const string EventSql = """
        delete from event e
        where e.written_at < $1 and e.id <= (select event from statement_progress)
          and (not coalesce((e.body->>'notify')::boolean, false)
               or not exists (select from alert_receiver r where r.event < e.id and r.kind <> 'alertmanager'))
          and not exists (select from alert_waiting w where w.event = e.id)
          and not exists (select from alert_delivery d where d.event = e.id and d.outcome = 'silenced' and d.at < $1)
        """;

    private const string AlertSql = """
        delete from alert a where a.closed_at < $1 and not exists (select from event e where e.alert = a.id)
        """;

    private const string SecretSql = """
        delete from api_key_secret s
        where s.ends_at < $1
           or exists (select from api_key k where k.id = s.key and coalesce(k.revoked_at, k.expires_at) < $1)
        """;
}
