using Npgsql;
using Ringback.Model;

namespace Ringback.Store.Alerts;

/// <summary>An event that somebody is to be called for.</summary>
/// <param name="Id">In commit order, for ever its own: who gets it twice knows it by it.</param>
/// <param name="Kind">One of <c>EventKinds</c>.</param>
/// <param name="At">When it took place; <paramref name="WrittenAt"/>: when it became known.</param>
/// <param name="SubjectKind"><c>target</c>, <c>component</c> or <c>region</c>; then its slug and what people call it.</param>
/// <param name="Body">JSON: verdict, flapping, and the notification that it belongs to.</param>
public sealed record AlertEvent(
    long Id,
    string Kind,
    Instant At,
    Instant WrittenAt,
    long Incident,
    string SubjectKind,
    string Subject,
    string Name,
    string Body
);

/// <summary>An incident that was told and is not over.</summary>
/// <param name="Notification">Id of the incident that it was first told as: one thread for those that come and go.</param>
public sealed record OpenAlert(
    long Notification,
    string SubjectKind,
    string Subject,
    string Name,
    Instant OpenedAt,
    short Severity
);

/// <summary>Who has been told what, from the outbox, in its order.</summary>
public sealed class AlertLedger(NpgsqlDataSource database)
{
    /// <summary>Lets one process at a time tell a receiver. One that is new begins with what is written from now on.</summary>
    /// <returns>Null where another process tells it, or its next try is not due.</returns>
    public async Task<AlertTurn?> TryBeginAsync(string receiver, Instant now, CancellationToken cancel)
    {
        var connection = await database.OpenConnectionAsync(cancel);
        try
        {
            await connection.ExecuteAsync(
                """
                insert into alert_receiver (name, event, due)
                select $1, (select coalesce(max(id), 0) from event), $2
                where not exists (select from alert_receiver where name = $1)
                on conflict do nothing
                """,
                [receiver, now],
                cancel
            );
            var transaction = await connection.BeginTransactionAsync(cancel);
            var held = await connection.ReadAsync(
                "select event, tries from alert_receiver where name = $1 and due <= $2 for update skip locked",
                [receiver, now],
                row => (Event: row.GetInt64(0), Tries: row.GetInt32(1)),
                cancel
            );
            if (held is [var at])
                return new AlertTurn(connection, transaction, receiver, at.Event, at.Tries);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    /// <summary>What is told and not over now, by subject.</summary>
    public async Task<IReadOnlyList<OpenAlert>> OpenAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync(
            """
            select coalesce((fold->>'thread')::bigint, i.id), n.subject, coalesce(t.slug, c.slug, r.slug),
                   coalesce(t.name, c.name, r.name), i.opened_at, i.severity
            from notification n
            join incident i on i.id = (fold->>'open')::bigint
            left join target t on t.id = i.target
            left join component c on c.id = i.component
            left join region r on r.id = i.region
            where i.closed_at is null and i.merged_into is null and not i.withdrawn
            order by 1
            """,
            [],
            row => new OpenAlert(
                row.GetInt64(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.GetInstant(4),
                row.GetInt16(5)
            ),
            cancel
        );
    }
}

/// <summary>A receiver's turn, which nobody else has meanwhile. Undone unless it is said how it went.</summary>
public sealed class AlertTurn : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly string _receiver;
    private readonly long _event;

    internal AlertTurn(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        string receiver,
        long lastEvent,
        int tries
    ) => (_connection, _transaction, _receiver, _event, Tries) = (connection, transaction, receiver, lastEvent, tries);

    /// <summary>How often the next event was tried in vain.</summary>
    public int Tries { get; }

    /// <summary>The next event of which it is to be told; null where there is none.</summary>
    public async Task<AlertEvent?> NextAsync(CancellationToken cancel)
    {
        var next = await _connection.ReadAsync(
            """
            select e.id, e.kind, e.at, e.written_at, e.incident,
                   case when e.target is not null then 'target' when e.component is not null then 'component' else 'region' end,
                   coalesce(t.slug, c.slug, r.slug), coalesce(t.name, c.name, r.name), e.body
            from event e
            left join target t on t.id = e.target
            left join component c on c.id = e.component
            left join region r on r.id = e.region
            where e.id > $1 and e.incident is not null and (e.body->>'notify')::boolean
            order by e.id
            limit 1
            """,
            [_event],
            row => new AlertEvent(
                row.GetInt64(0),
                row.GetString(1),
                row.GetInstant(2),
                row.GetInstant(3),
                row.GetInt64(4),
                row.GetString(5),
                row.GetString(6),
                row.GetString(7),
                row.GetString(8)
            ),
            cancel
        );
        return next.SingleOrDefault();
    }

    /// <summary>It took the event, or the event was given up.</summary>
    public async Task PassAsync(long id, CancellationToken cancel)
    {
        await _connection.ExecuteAsync(
            "update alert_receiver set event = $2, tries = 0 where name = $1",
            [_receiver, id],
            cancel
        );
        await _transaction.CommitAsync(cancel);
    }

    /// <summary>It did not take it: it is tried again, before anything else.</summary>
    public async Task PostponeAsync(Instant due, CancellationToken cancel)
    {
        await _connection.ExecuteAsync(
            "update alert_receiver set tries = tries + 1, due = $2 where name = $1",
            [_receiver, due],
            cancel
        );
        await _transaction.CommitAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
