using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Store.Timelines;

/// <summary>Incidents as they are written down, of targets, of components or of regions.</summary>
public sealed class IncidentLedger : IIncidentLedger
{
    private readonly NpgsqlConnection _connection;
    private readonly string _key;

    internal IncidentLedger(NpgsqlConnection connection, string key) => (_connection, _key) = (connection, key);

    /// <inheritdoc/>
    public async Task<ILookup<int, WrittenIncident>> ReadAsync(
        IReadOnlyDictionary<int, Instant> from,
        CancellationToken cancel
    )
    {
        var rows = await _connection.ReadAsync(
            $"""
            select given.id, incident.id, opened_at, closed_at, severity
            from unnest($1::integer[], $2::timestamptz[]) as given (id, at)
            join incident on incident.{_key} = given.id and opened_at >= at
            where merged_into is null and not withdrawn
            """,
            [from.Keys.ToArray(), from.Values.ToArray()],
            row =>
                (
                    Id: row.GetInt32(0),
                    Incident: new WrittenIncident(
                        row.GetInt64(1),
                        new Incident(row.GetInstant(2), row.GetInstantOrNull(3), (Verdict)row.GetInt16(4))
                    )
                ),
            cancel
        );
        return rows.ToLookup(row => row.Id, row => row.Incident);
    }

    public async Task<long> OpenAsync(int id, Incident incident, Instant now, CancellationToken cancel)
    {
        var ids = await _connection.ReadAsync(
            $"""
            insert into incident ({_key}, opened_at, closed_at, severity, reason, changed_at)
            values ($1, $2, $3, $4, {ReasonSql("$1", "$2")}, $5)
            returning id
            """,
            [id, incident.OpenedAt, (object?)incident.ClosedAt, (short)incident.Severity, now],
            row => row.GetInt64(0),
            cancel
        );
        return ids.Single();
    }

    public Task ChangeAsync(long id, Incident incident, Instant now, CancellationToken cancel) =>
        _connection.ExecuteAsync(
            $"""
            update incident
            set opened_at = $2, closed_at = $3::timestamptz, severity = $4, changed_at = $5,
                reason = {ReasonSql($"incident.{_key}", "$2")}
            where id = $1
            """,
            [id, incident.OpenedAt, (object?)incident.ClosedAt, (short)incident.Severity, now],
            cancel
        );

    public Task MergeAsync(long id, long into, Instant now, CancellationToken cancel) =>
        _connection.ExecuteAsync(
            "update incident set merged_into = $2, changed_at = $3 where id = $1 or merged_into = $1",
            [id, into, now],
            cancel
        );

    public Task WithdrawAsync(long id, Instant now, CancellationToken cancel) =>
        _connection.ExecuteAsync(
            "update incident set withdrawn = true, changed_at = $2 where id = $1",
            [id, now],
            cancel
        );

    private string ReasonSql(string id, string at) => IncidentReason.Sql(_key, id, at);
}

public readonly record struct WrittenIncident(long Id, Incident Incident);
