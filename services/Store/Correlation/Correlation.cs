using Npgsql;
using Ringback.Model;
using Ringback.Store.Timelines;

namespace Ringback.Store.Correlation;

/// <summary>News that were claimed, and the one transaction in which they are worked in. Undone unless committed.</summary>
public sealed class Correlation : ICorrelation
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    internal Correlation(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<IncidentNews> news)
    {
        (_connection, _transaction, News) = (connection, transaction, news);
        States = new RegionLedger(connection);
        VantageVerdicts = new VerdictLedger(connection, "vantage_verdict", "region");
        VantageIncidents = new IncidentLedger(connection, "region");
        Subjects = new SubjectLedger(connection);
        Parts = new PartLedger(connection);
        Causes = new CauseLedger(connection);
        Notifications = new NotificationLedger(connection);
    }

    /// <inheritdoc/>
    public IReadOnlyList<IncidentNews> News { get; }

    public IRegionLedger States { get; }

    public IVerdictLedger VantageVerdicts { get; }

    public IIncidentLedger VantageIncidents { get; }

    public ISubjectLedger Subjects { get; }

    public IPartLedger Parts { get; }

    public ICauseLedger Causes { get; }

    public INotificationLedger Notifications { get; }

    /// <inheritdoc/>
    public async Task CommitAsync(Instant now, IReadOnlyList<LedgerEvent> events, CancellationToken cancel)
    {
        await _connection.ExecuteAsync(
            "delete from incident_news where id = any($1)",
            [News.Select(each => each.Id).ToArray()],
            cancel
        );
        await Outbox.WriteAsync(_connection, now, events, cancel);
        await _transaction.CommitAsync(cancel);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
