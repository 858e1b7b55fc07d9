using Npgsql;
using Ringback.Model;
using Ringback.Store.Timelines;

namespace Ringback.Store.Correlation;

/// <summary>Hands what derivers say of incidents to one correlator at a time, across all processes. Derivers never wait for it.</summary>
public sealed class Correlations(NpgsqlDataSource database)
{
    /// <summary>The oldest news, and the transaction to work them in.</summary>
    /// <returns>Null where there are none, or another is at work.</returns>
    public async Task<Correlation?> ClaimAsync(int limit, CancellationToken cancel)
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
            var news = isOurs.Single() ? await ReadAsync(connection, limit, cancel) : [];
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

    private static Task<List<IncidentNews>> ReadAsync(
        NpgsqlConnection connection,
        int limit,
        CancellationToken cancel
    ) =>
        connection.ReadAsync(
            "select id, kind, target, region, component, incident, at, body from incident_news order by id limit $1",
            [limit],
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

    public LedgerEvent ToEvent() => new(Kind, Target, Component, Incident, At, Body) { Region = Region };
}

public static class NewsKinds
{
    /// <summary>Results of a target in a region changed, while it or its component had an incident.</summary>
    public const string Results = "results";

    /// <summary>The state of a target in a region changed.</summary>
    public const string States = "states";
}
