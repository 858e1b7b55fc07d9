using Npgsql;
using Ringback.Model;
using Ringback.Store.Access;

namespace Ringback.Store.Alerts;

/// <summary>A receiver as the ledger knows it: one that was told, or tried, since it was configured.</summary>
/// <param name="Tries">How many tries in a row were in vain, of whatever.</param>
/// <param name="Due">When it is tried next, if anything is.</param>
/// <param name="Waiting">How many events it is yet to be told.</param>
public sealed record ReceiverRow(string Name, string Kind, int Tries, Instant Due, int Waiting);

/// <param name="Kind">Of the event; null where it was a test, and where the event is no longer kept.</param>
public sealed record DeliveryRow(long Id, string? Kind, AlertDelivery Delivery);

/// <summary>Who was told what and when, and what people ask to be told again.</summary>
public sealed class Deliveries(NpgsqlDataSource database)
{
    public async Task<IReadOnlyList<ReceiverRow>> ReceiversAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync(
            """
            select name, kind, tries, greatest(due, case when fresh = 0 then first end), fresh + waiting
            from alert_receiver r
            cross join lateral (
                select count(*)::integer as fresh from event e
                where r.kind <> 'alertmanager' and e.id > r.event and (e.incident is not null or e.alert is not null)
                  and (e.body->>'notify')::boolean
            ) as new
            cross join lateral (
                select count(*)::integer as waiting, min(w.due) filter (where not exists (
                    select from alert_waiting before
                    where before.receiver = w.receiver and before.thread = w.thread and before.event < w.event)) as first
                from alert_waiting w where w.receiver = r.name
            ) as old
            order by name
            """,
            [],
            row => new ReceiverRow(
                row.GetString(0),
                row.GetString(1),
                row.GetInt32(2),
                row.GetInstant(3),
                row.GetInt32(4)
            ),
            cancel
        );
    }

    /// <summary>Newest first.</summary>
    /// <param name="receiver">Null for all.</param>
    /// <param name="before">Id that the page goes on before; null for the first page.</param>
    public async Task<IReadOnlyList<DeliveryRow>> ReadAsync(
        string? receiver,
        long? before,
        int limit,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync(
            """
            select d.id, e.kind, d.receiver, d.event, d.asked, d.at, d.try, d.outcome, d.took_us, d.answer
            from alert_delivery d
            left join event e on e.id = d.event
            where ($1::text is null or d.receiver = $1) and ($2::bigint is null or d.id < $2)
            order by d.id desc limit $3
            """,
            [receiver, before, limit],
            row => new DeliveryRow(
                row.GetInt64(0),
                row.IsDBNull(1) ? null : row.GetString(1),
                new AlertDelivery(
                    row.GetString(2),
                    row.IsDBNull(3) ? null : row.GetInt64(3),
                    row.GetBoolean(4),
                    row.GetInstant(5),
                    row.GetInt32(6),
                    row.GetString(7),
                    row.GetDuration(8),
                    row.GetString(9)
                )
            ),
            cancel
        );
    }

    /// <summary>Has a test sent, or an event once more.</summary>
    /// <param name="event">Null for a test.</param>
    /// <returns>False where there is no such receiver, or no such event.</returns>
    public async Task<bool> AskAsync(string receiver, long? @event, Actor actor, Instant now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var asked = await connection.ReadAsync(
            """
            insert into alert_request (receiver, event, asked_at)
            select name, $2, $3 from alert_receiver
            where name = $1 and ($2::bigint is null or exists (select from event where id = $2))
            returning id
            """,
            [receiver, @event, now],
            row => row.GetInt64(0),
            cancel
        );
        if (asked.Count == 0)
            return false;

        var what = @event is { } id ? $$"""{"event":"{{id}}"}""" : """{"event":null}""";
        var entry = new AuditEntry("alert.send", receiver, null, what);
        await AuditLog.WriteAsync(connection, actor, entry, now, cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }
}
