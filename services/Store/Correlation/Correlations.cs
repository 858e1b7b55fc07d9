using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Timelines;

namespace Ringback.Store.Correlation;

/// <summary>Hands what derivers say of incidents to one correlator at a time, across all processes. Derivers never wait for it.</summary>
public sealed class Correlations(NpgsqlDataSource database) : ICorrelations
{
    /// <inheritdoc/>
    public async Task<ICorrelation?> ClaimAsync(
        int limit,
        IReadOnlyCollection<NewsSubject> except,
        CancellationToken cancel
    )
    {
        var connection = await database.OpenConnectionAsync(cancel);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancel);
            var isOurs = await connection.ReadAsync(
                "select pg_try_advisory_xact_lock($1)",
                [Locks.Correlation],
                row => row.GetBoolean(0),
                cancel
            );
            var news = isOurs.Single() ? await ReadAsync(connection, limit, except, cancel) : [];
            if (news.Count > 0)
                return new Correlation(connection, transaction, news);

            await connection.DisposeAsync();
            return null;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Tells as over what came and went and is quiet now.</summary>
    /// <returns>How many notifications that were; none where another is at work.</returns>
    public async Task<int> CalmAsync(Instant now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var flapping = await connection.ReadAsync(
            """
            select subject, id, fold from notification
            where pg_try_advisory_xact_lock($1) and (fold ->> 'is_flapping')::boolean
            """,
            [Locks.Correlation],
            row =>
                (
                    Subject: new NotifiedSubject(row.GetString(0), row.GetInt32(1)),
                    Fold: JsonSerializer.Deserialize(row.GetString(2), ModelJson.Default.NotificationFold)!
                ),
            cancel
        );
        var calm = flapping.Where(each => NotificationRule.IsCalm(each.Fold, now)).ToList();
        if (calm.Count == 0)
            return 0;

        await new NotificationLedger(connection).WriteAsync(
            calm.ToDictionary(each => each.Subject, each => each.Fold with { IsFlapping = false }),
            cancel
        );
        await Outbox.WriteAsync(connection, now, [.. calm.Select(each => Over(each.Subject, each.Fold))], cancel);
        await transaction.CommitAsync(cancel);
        return calm.Count;
    }

    private static LedgerEvent Over(NotifiedSubject subject, NotificationFold fold)
    {
        var thread = fold.Thread!.Value;
        var body = new JsonObject
        {
            ["notify"] = true,
            ["flapping"] = false,
            ["notification"] = thread.ToString(CultureInfo.InvariantCulture),
        };
        return new LedgerEvent(
            EventKinds.IncidentCalmed,
            subject.Kind == "target" ? subject.Id : null,
            subject.Kind == "component" ? subject.Id : null,
            thread,
            fold.EndedAt ?? fold.TurnedAt!.Value,
            body.ToJsonString()
        )
        {
            Region = subject.Kind == "region" ? (short)subject.Id : null,
        };
    }

    private static Task<List<IncidentNews>> ReadAsync(
        NpgsqlConnection connection,
        int limit,
        IReadOnlyCollection<NewsSubject> except,
        CancellationToken cancel
    ) =>
        connection.ReadAsync(
            """
            select id, kind, target, region, component, incident, at, body
            from incident_news
            where (target is null or target <> all($2)) and (component is null or component <> all($3))
            order by id
            limit $1
            """,
            [
                limit,
                except.Select(each => each.Target).OfType<int>().ToArray(),
                except.Select(each => each.Component).OfType<int>().ToArray(),
            ],
            row => new IncidentNews(
                row.GetInt64(0),
                row.GetString(1),
                row.IsDBNull(2) ? null : row.GetInt32(2),
                row.IsDBNull(3) ? null : row.GetInt16(3),
                row.IsDBNull(4) ? null : row.GetInt32(4),
                row.IsDBNull(5) ? null : row.GetInt64(5),
                row.GetInstant(6),
                row.IsDBNull(7) ? "{}" : row.GetString(7)
            ),
            cancel
        );
}

/// <summary>Something that a deriver committed.</summary>
/// <param name="Kind">One of <see cref="NewsKinds"/>, or of <see cref="EventKinds"/>: an event that is not yet told.</param>
/// <param name="At">Earliest instant that may have changed.</param>
public sealed record IncidentNews(
    long Id,
    string Kind,
    int? Target,
    short? Region,
    int? Component,
    long? Incident,
    Instant At,
    string Body
)
{
    public bool IsEvent => Incident is not null;

    public NewsSubject Subject => new(Target, Component);

    public LedgerEvent ToEvent() => new(Kind, Target, Component, Incident, At, Body) { Region = Region };
}

/// <summary>Whom news are of: a target or a component. Those of one are worked in in their order.</summary>
public readonly record struct NewsSubject(int? Target, int? Component);

public static class NewsKinds
{
    /// <summary>Results of a target in a region changed, while it or its component had an incident.</summary>
    public const string Results = "results";

    /// <summary>The state of a target in a region changed.</summary>
    public const string States = "states";
}
