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

    /// <summary>The newest that was held back of what still stands, once nobody silences it any more; null where there is none, or no try is due.</summary>
    public async Task<AlertEvent?> HeldAsync(Instant now, CancellationToken cancel)
    {
        if (_event is null)
            return null;

        var held = await _connection.ReadAsync(
            HeldSql,
            [_receiver, AlertDelivery.Silenced, AlertDelivery.Refused, now],
            row => row.GetInt64(0),
            cancel
        );
        return held is [var id] ? (await EventsAsync("e.id = $1", id, cancel)).SingleOrDefault() : null;
    }

    /// <summary>Whether it is not to be told: somebody silences it. An end is told to who was told of what it ends.</summary>
    public async Task<bool> IsSilencedAsync(AlertEvent told, bool isOver, Instant now, CancellationToken cancel)
    {
        var silenced = isOver
            ? await _connection.ReadAsync(
                HeldBackSql,
                [_receiver, told.Id, AlertDelivery.Silenced, AlertDelivery.Taken],
                row => row.GetBoolean(0),
                cancel
            )
            : await _connection.ReadAsync(
                SilencedSql,
                [now, told.Alert?.Alert.Key.Kind ?? Silences.Incidents, told.SubjectKind, told.Subject],
                row => row.GetBoolean(0),
                cancel
            );
        return silenced[0];
    }

    /// <summary>It took the event, or the event was given up or silenced.</summary>
    public async Task PassAsync(AlertDelivery delivery, CancellationToken cancel)
    {
        await LogAsync(delivery, cancel);
        await _connection.ExecuteAsync(
            "update alert_receiver set event = greatest(event, $2), tries = 0 where name = $1",
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

    private static readonly string SilencedSql = $"select {Silences.IsSilentSql("$1", "$2", "$3", "$4")}";

    /// <summary>One thread: an incident with those that came before it in one call, or an alert.</summary>
    private const string IsOneThread = """
        (other.alert = e.alert
         or coalesce((other.body->>'notification')::bigint, other.incident)
            = coalesce((e.body->>'notification')::bigint, e.incident))
        """;

    private const string HeldBackSql = $"""
        select coalesce(bool_or(d.outcome = $3), false) and not coalesce(bool_or(d.outcome = $4), false)
        from alert_delivery d
        join event other on other.id = d.event
        join event e on e.id = $2
        where d.receiver = $1 and {IsOneThread}
        """;

    private static readonly string HeldSql = $"""
        select d.event
        from alert_delivery d
        join event e on e.id = d.event
        left join alert a on a.id = e.alert
        left join incident i on i.id = e.incident
        left join target t on t.id = i.target
        left join component c on c.id = i.component
        where d.receiver = $1 and d.outcome = $2
          and (a.closed_at is null or a.id is null)
          and (i.id is null or (i.closed_at is null and i.merged_into is null and not i.withdrawn))
          and not exists (
              select from alert_delivery later join event other on other.id = later.event
              where later.receiver = $1 and later.id > d.id and later.outcome <> $3 and {IsOneThread})
          and not {Silences.IsSilentSql(
            "$4",
            $"coalesce(a.kind, '{Silences.Incidents}')",
            "coalesce(a.subject_kind, case when t.id is not null then 'target' else 'component' end)",
            "coalesce(a.subject, t.slug, c.slug)"
        )}
        order by d.id limit 1
        """;
}
