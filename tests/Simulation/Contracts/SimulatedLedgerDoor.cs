using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;
using Ringback.Store.Correlation;
using Ringback.Store.Results;
using Ringback.Store.Retention;
using Ringback.Store.Timelines;
using Ringback.Tests.Simulation.Doors.Ledger;
using Ringback.Tests.Simulation.Engine;

namespace Ringback.Tests.Simulation.Contracts;

/// <summary>The simulated ledger within reach: one statement at a time, whoever asks.</summary>
internal sealed class SimulatedLedgerDoor : ILedgerDoor, ILine
{
    private readonly Lock _one = new();
    private readonly LedgerTables _tables = new();
    private readonly SimulatedLedger _ledger;

    public SimulatedLedgerDoor() => _ledger = new(_tables, this, () => new LedgerTransaction(_tables));

    public IResultLedger Results => _ledger;

    public IDerivations Derivations => _ledger;

    public ICorrelations Correlations => new SimulatedCorrelations(this, () => new CorrelationTransaction(_tables));

    public ISealings Sealings => _ledger;

    public IRetentionLedger Retention => new SimulatedRetention(_tables, this);

    public Task ApplyAsync(Catalog catalog, Instant at) =>
        CallAsync(
            () =>
            {
                _tables.Apply(catalog with { EffectiveAt = at });
                return true;
            },
            CancellationToken.None
        );

    public Task<IReadOnlyList<(long Id, int Target)>> EventsAsync(long after) =>
        CallAsync<IReadOnlyList<(long, int)>>(
            () =>
                [.. _tables.Events.Where(each => each.Id > after).Select(each => (each.Id, each.Event.Target!.Value))],
            CancellationToken.None
        );

    public Task<IReadOnlyList<LedgerEvent>> ToldAsync() =>
        CallAsync<IReadOnlyList<LedgerEvent>>(() => [.. _tables.Correlated.Told], CancellationToken.None);

    public Task<IReadOnlyList<(long, Cause<(int, short, Instant)>)>> CausesAsync() =>
        CallAsync<IReadOnlyList<(long, Cause<(int, short, Instant)>)>>(
            () => [.. _tables.Correlated.Causes.OrderBy(each => (each.Incident, each.Cause.Where))],
            CancellationToken.None
        );

    public Task<T> CallAsync<T>(Func<T> serve, CancellationToken cancel)
    {
        try
        {
            lock (_one)
                return Task.FromResult(serve());
        }
        catch (Exception e)
        {
            return Task.FromException<T>(e);
        }
    }

    public void Gone(Action then)
    {
        lock (_one)
            then();
    }

    public Task PauseAsync(CancellationToken cancel) =>
        Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancel);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
