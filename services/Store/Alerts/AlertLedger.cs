using Npgsql;
using Ringback.Model;

namespace Ringback.Store.Alerts;

/// <summary>Who has been told what, from the outbox: each incident and each alert in its order.</summary>
public sealed class AlertLedger(NpgsqlDataSource database)
{
    /// <summary>Lets one process at a time tell a receiver. One that is new begins with what is written from now on.</summary>
    /// <param name="kind">Of the receiver: <c>webhook</c>, <c>mail</c>…</param>
    /// <returns>Null where another process tells it, or nothing is due.</returns>
    public async Task<AlertTurn?> TryBeginAsync(string receiver, string kind, Instant now, CancellationToken cancel)
    {
        var connection = await database.OpenConnectionAsync(cancel);
        try
        {
            await connection.ExecuteAsync(
                """
                insert into alert_receiver (name, kind, event, due)
                select $1, $3, (select coalesce(max(id), 0) from event), $2
                where not exists (select from alert_receiver where name = $1)
                on conflict do nothing
                """,
                [receiver, now, kind],
                cancel
            );
            var transaction = await connection.BeginTransactionAsync(cancel);
            var held = await connection.ReadAsync(
                """
                select event, tries, due <= $2, (
                    select count(*)::integer from alert_waiting where receiver = name and alert_waiting.tries > 0
                )
                from alert_receiver
                where name = $1 and (due <= $2 or exists (select from alert_request where receiver = $1))
                for update skip locked
                """,
                [receiver, now],
                row =>
                    (
                        Event: row.GetInt64(0),
                        Tries: row.GetInt32(1),
                        IsDue: row.GetBoolean(2),
                        Refused: row.GetInt32(3)
                    ),
                cancel
            );
            if (held is [var at])
                return new AlertTurn(connection, transaction, receiver, at.IsDue ? at.Event : null)
                {
                    Tries = at.Tries,
                    Refused = at.Refused,
                };
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    /// <summary>The incidents that are told and not over now, by subject, less those that somebody silences.</summary>
    public async Task<IReadOnlyList<OpenAlert>> OpenAsync(Instant now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync(
            $"""
            select i.id, coalesce((fold->>'thread')::bigint, i.id), n.subject, coalesce(t.slug, c.slug, r.slug),
                   coalesce(t.name, c.name, r.name), i.opened_at, i.severity
            from notification n
            join incident i on i.id = (fold->>'open')::bigint
            left join target t on t.id = i.target
            left join component c on c.id = i.component
            left join region r on r.id = i.region
            where i.closed_at is null and i.merged_into is null and not i.withdrawn
              and not {Silences.IsSilentSql("$1", $"'{Silences.Incidents}'", "n.subject", "coalesce(t.slug, c.slug)")}
            order by 2
            """,
            [now],
            row => new OpenAlert(
                row.GetInt64(0),
                row.GetInt64(1),
                row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.GetInstant(5),
                row.GetInt16(6)
            ),
            cancel
        );
    }
}
