using Npgsql;
using Ringback.Model;
using Ringback.Store.Timelines;

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

    /// <summary>Each up to here was told, or waits; null while nothing is due.</summary>
    private long? _event;

    internal AlertTurn(NpgsqlConnection connection, NpgsqlTransaction transaction, string receiver, long? lastEvent) =>
        (_connection, _transaction, _receiver, _event) = (connection, transaction, receiver, lastEvent);

    /// <summary>How many tries in a row were in vain, of whatever.</summary>
    public required int Tries { get; init; }

    /// <summary>Of how many incidents and alerts something waits that it did not take.</summary>
    public required int Refused { get; init; }

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
            : new AlertRequest(first.Id, await EventAsync(id, cancel));
    }

    /// <summary>
    /// What it is to be told now: what was held back and nobody silences any more, else what is new, else what it did not
    /// take. What is new of a thread of which something waits, waits behind it.
    /// </summary>
    /// <returns>Null where there is nothing, or no try is due.</returns>
    public async Task<DueAlert?> NextAsync(Instant now, CancellationToken cancel)
    {
        if (_event is null)
            return null;

        var held = await _connection.ReadAsync(
            HeldSql,
            [_receiver, AlertDelivery.Silenced, AlertDelivery.Refused, now],
            row => row.GetInt64(0),
            cancel
        );
        if (held is [var id])
            return new DueAlert(await EventAsync(id, cancel), 0, IsHeld: true, Until: null);
        if (await NewAsync(now, cancel) is { } fresh)
            return new DueAlert(fresh, 0, IsHeld: false, Until: null);

        var waiting = await _connection.ReadAsync(
            """
            select event, tries, case when tries > 0 then until end from alert_waiting w
            where receiver = $1 and due <= $2 and not exists (
                select from alert_waiting before
                where before.receiver = $1 and before.thread = w.thread and before.event < w.event)
            order by due, event limit 1
            """,
            [_receiver, now],
            row => (Event: row.GetInt64(0), Tries: row.GetInt32(1), Until: row.GetInstantOrNull(2)),
            cancel
        );
        return waiting is [var first]
            ? new DueAlert(await EventAsync(first.Event, cancel), first.Tries, IsHeld: false, first.Until)
            : null;
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

    /// <summary>The event is done with: it took it, or the event was given up or silenced.</summary>
    /// <param name="tries">How many in a row were in vain by now.</param>
    /// <param name="due">When it may be tried next, with whatever.</param>
    public async Task PassAsync(AlertDelivery delivery, int tries, Instant due, CancellationToken cancel)
    {
        await LogAsync(delivery, cancel);
        await _connection.ExecuteAsync(
            "delete from alert_waiting where receiver = $1 and event = $2",
            [_receiver, delivery.Event],
            cancel
        );
        await MoveAsync(delivery.Event!.Value, tries, due, cancel);
    }

    /// <summary>It did not take it: it is tried again, before anything else of the same thread.</summary>
    /// <param name="due">When it may be tried next, with whatever.</param>
    /// <param name="again">When with this one.</param>
    /// <param name="until">When it is given up.</param>
    public async Task PostponeAsync(
        AlertDelivery delivery,
        Instant due,
        Instant again,
        Instant until,
        CancellationToken cancel
    )
    {
        await LogAsync(delivery, cancel);
        await _connection.ExecuteAsync(
            $"""
            insert into alert_waiting (receiver, event, thread, tries, due, until)
            select $1, e.id, {ThreadSql("e")}, $3, $4, $5 from event e where e.id = $2
            on conflict (receiver, event) do update
            set tries = excluded.tries, due = excluded.due, until = excluded.until
            """,
            [_receiver, delivery.Event, delivery.Try, again, until],
            cancel
        );
        await MoveAsync(delivery.Event!.Value, Tries + 1, due, cancel);
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

    /// <summary>The first new one of a thread of which nothing waits; those before it wait.</summary>
    private async Task<AlertEvent?> NewAsync(Instant now, CancellationToken cancel)
    {
        const string IsNew =
            "e.id > $1 and (e.incident is not null or e.alert is not null) and (e.body->>'notify')::boolean";
        while (await EventsAsync(IsNew, _event!.Value, cancel) is [var next])
        {
            var behind = await _connection.ReadAsync(
                $"""
                insert into alert_waiting (receiver, event, thread, tries, due, until)
                select $1, e.id, {ThreadSql("e")}, 0, $3, $3 from event e
                where e.id = $2 and exists (select from alert_waiting w where w.receiver = $1 and w.thread = {ThreadSql(
                    "e"
                )})
                returning event
                """,
                [_receiver, next.Id, now],
                row => row.GetInt64(0),
                cancel
            );
            if (behind is [])
                return next;

            _event = next.Id;
        }

        return null;
    }

    private async Task MoveAsync(long to, int tries, Instant due, CancellationToken cancel)
    {
        await _connection.ExecuteAsync(
            "update alert_receiver set event = greatest(event, $2, $3), tries = $4, due = $5 where name = $1",
            [_receiver, _event, to, tries, due],
            cancel
        );
        await _transaction.CommitAsync(cancel);
    }

    private async Task<AlertEvent> EventAsync(long id, CancellationToken cancel) =>
        (await EventsAsync("e.id = $1", id, cancel)).Single();

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
    private static string ThreadSql(string of) =>
        $"coalesce('alert-' || {of}.alert, 'incident-' || coalesce({of}.body->>'notification', {of}.incident::text))";

    private static readonly string IsOneThread = $"{ThreadSql("other")} = {ThreadSql("e")}";

    private static readonly string HeldBackSql = $"""
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
              where later.receiver = $1 and later.id > d.id and later.outcome <> $3 and {IsOneThread}
                and (e.kind = '{EventKinds.IncidentUpdated}' or other.kind <> '{EventKinds.IncidentUpdated}'))
          and not exists (select from alert_waiting w where w.receiver = $1 and w.thread = {ThreadSql("e")})
          and not {Silences.IsSilentSql(
            "$4",
            $"coalesce(a.kind, '{Silences.Incidents}')",
            "coalesce(a.subject_kind, case when t.id is not null then 'target' else 'component' end)",
            "coalesce(a.subject, t.slug, c.slug)"
        )}
        order by d.id limit 1
        """;
}
