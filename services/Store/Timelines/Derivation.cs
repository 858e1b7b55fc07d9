using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Correlation;

namespace Ringback.Store.Timelines;

/// <summary>Claimed targets, and the one transaction in which their timelines are derived. Undone unless committed.</summary>
public sealed class Derivation : IDerivation, ISealing
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    internal Derivation(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        IReadOnlyList<ClaimedTarget> targets
    )
    {
        (_connection, _transaction, Targets) = (connection, transaction, targets);
        Regions = new RegionLedger(connection);
        TargetVerdicts = new VerdictLedger(connection, "verdict", "target");
        ComponentVerdicts = new VerdictLedger(connection, "component_verdict", "component");
        Components = new ComponentLedger(connection);
        TargetIncidents = new IncidentLedger(connection, "target");
        ComponentIncidents = new IncidentLedger(connection, "component");
        Rollups = new RollupLedger(connection);
    }

    /// <summary>Whose locks are held.</summary>
    public IReadOnlyList<ClaimedTarget> Targets { get; }

    public RegionLedger Regions { get; }

    ClaimedTarget ISealing.Target => Targets.Single();

    IRegionLedger IDerivation.Regions => Regions;

    IRegionLedger ISealing.Regions => Regions;

    public IVerdictLedger TargetVerdicts { get; }

    public IVerdictLedger ComponentVerdicts { get; }

    public IComponentLedger Components { get; }

    public IIncidentLedger TargetIncidents { get; }

    public IIncidentLedger ComponentIncidents { get; }

    public IRollupLedger Rollups { get; }

    /// <inheritdoc/>
    public async Task CommitAsync(
        IReadOnlyDictionary<int, Instant?> dueAt,
        Instant now,
        IReadOnlyList<LedgerEvent> events,
        CancellationToken cancel
    )
    {
        await _connection.ExecuteAsync(
            """
            delete from touched
            using unnest($1::integer[], $2::bigint[]) as read (target, id)
            where (touched.target, touched.id) = (read.target, read.id)
            """,
            [
                Targets.SelectMany(target => target.Touches, (target, _) => target.Id).ToArray(),
                Targets.SelectMany(target => target.Touches).Select(touch => touch.Id).ToArray(),
            ],
            cancel
        );
        await _connection.ExecuteAsync(
            """
            update derivation set due_at = given.due_at, derived_at = $3
            from unnest($1::integer[], $2::timestamptz[]) as given (target, due_at)
            where derivation.target = given.target
            """,
            [dueAt.Keys.ToArray(), dueAt.Values.ToArray(), now],
            cancel
        );
        await News.OfResultsAsync(_connection, Targets, cancel);
        await News.OfIncidentsAsync(_connection, [.. events.Where(each => each.Incident is not null)], cancel);
        await Outbox.WriteAsync(_connection, now, [.. events.Where(each => each.Incident is null)], cancel);
        await _transaction.CommitAsync(cancel);
    }

    /// <summary>Commits what was written, and nothing else: the touches stay.</summary>
    public Task CommitAsync(CancellationToken cancel) => _transaction.CommitAsync(cancel);

    async Task ISealing.KeepAsync(IReadOnlyDictionary<View, Checkpoint> checkpoints, CancellationToken cancel)
    {
        await Regions.KeepAsync(checkpoints, cancel);
        await CommitAsync(cancel);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
