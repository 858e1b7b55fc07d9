using Npgsql;
using Ringback.Model;

namespace Ringback.Store.Alerts;

/// <summary>What a person asked to be sent.</summary>
/// <param name="Event">Null for a test.</param>
public sealed record AlertRequest(long Id, AlertEvent? Event);

/// <summary>A receiver's turn, which nobody else has meanwhile. Undone unless it is said how it went.</summary>
public sealed class AlertTurn : IAsyncDisposable
{
    private const int LongestAnswer = 200;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly string _receiver;
    private readonly long? _event;

    internal AlertTurn(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        string receiver,
        long? lastEvent,
        int tries
    ) => (_connection, _transaction, _receiver, _event, Tries) = (connection, transaction, receiver, lastEvent, tries);

    /// <summary>How often the next event was tried in vain.</summary>
    public int Tries { get; }

    /// <summary>The first that a person asked for; null where nobody did. An event that is no longer kept is not among them.</summary>
    public async Task<AlertRequest?> AskedAsync(CancellationToken cancel)
    {
        var asked = await _connection.ReadAsync(
            """
            select id, event from alert_request a
            where receiver = $1 and (event is null or exists (select from event e where e.id = a.event))
            order by id limit 1
            """,
            [_receiver],
            row => (Id: row.GetInt64(0), Event: row.IsDBNull(1) ? (long?)null : row.GetInt64(1)),
            cancel
        );
        return asked is not [var first] ? null
            : first.Event is not { } id ? new AlertRequest(first.Id, null)
            : new AlertRequest(first.Id, (await EventsAsync("e.id = $1", id, cancel)).SingleOrDefault());
    }

    /// <summary>The next event of which it is to be told; null where there is none, or its next try is not due.</summary>
    public async Task<AlertEvent?> NextAsync(CancellationToken cancel) =>
        _event is { } last
            ? (
                await EventsAsync(
                    "e.id > $1 and (e.incident is not null or e.alert is not null) and (e.body->>'notify')::boolean",
                    last,
                    cancel
                )
            ).SingleOrDefault()
            : null;

    /// <summary>It took the event, or the event was given up.</summary>
    public async Task PassAsync(AlertDelivery delivery, CancellationToken cancel)
    {
        await LogAsync(delivery, cancel);
        await _connection.ExecuteAsync(
            "update alert_receiver set event = $2, tries = 0 where name = $1",
            [_receiver, delivery.Event],
            cancel
        );
        await _transaction.CommitAsync(cancel);
    }

    /// <summary>It did not take it: it is tried again, before anything else.</summary>
    public async Task PostponeAsync(AlertDelivery delivery, Instant due, CancellationToken cancel)
    {
        await LogAsync(delivery, cancel);
        await _connection.ExecuteAsync(
            "update alert_receiver set tries = tries + 1, due = $2 where name = $1",
            [_receiver, due],
            cancel
        );
        await _transaction.CommitAsync(cancel);
    }

    /// <summary>What a person asked for was tried, once.</summary>
    public async Task AnswerAsync(AlertRequest asked, AlertDelivery delivery, CancellationToken cancel)
    {
        await LogAsync(delivery, cancel);
        await _connection.ExecuteAsync("delete from alert_request where id = $1", [asked.Id], cancel);
        await _transaction.CommitAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private Task LogAsync(AlertDelivery delivery, CancellationToken cancel) =>
        _connection.ExecuteAsync(
            """
            insert into alert_delivery (receiver, event, asked, at, try, outcome, took_us, answer)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            [
                _receiver,
                delivery.Event,
                delivery.Asked,
                delivery.At,
                delivery.Try,
                delivery.Outcome,
                delivery.Took.Ticks / TimeSpan.TicksPerMicrosecond,
                delivery.Answer.Length > LongestAnswer ? delivery.Answer[..LongestAnswer] : delivery.Answer,
            ],
            cancel
        );

    private Task<List<AlertEvent>> EventsAsync(string which, long id, CancellationToken cancel) =>
        _connection.ReadAsync(
            $"""
            select e.id, e.kind, e.at, e.written_at, e.incident,
                   case when e.target is not null then 'target' when e.component is not null then 'component' else 'region' end,
                   coalesce(t.slug, c.slug, r.slug), coalesce(t.name, c.name, r.name), e.body, {KnownAlerts.Columns}
            from event e
            left join target t on t.id = e.target
            left join component c on c.id = e.component
            left join region r on r.id = e.region
            left join alert a on a.id = e.alert
            where {which}
            order by e.id
            limit 1
            """,
            [id],
            row =>
            {
                var alert = row.IsDBNull(9) ? null : KnownAlerts.Read(row, 9);
                return new AlertEvent(
                    row.GetInt64(0),
                    row.GetString(1),
                    row.GetInstant(2),
                    row.GetInstant(3),
                    row.IsDBNull(4) ? null : row.GetInt64(4),
                    alert?.Alert.Key.SubjectKind ?? row.GetString(5),
                    alert?.Alert.Key.Subject ?? row.GetString(6),
                    alert?.Alert.Name ?? row.GetString(7),
                    row.GetString(8),
                    alert
                );
            },
            cancel
        );
}
