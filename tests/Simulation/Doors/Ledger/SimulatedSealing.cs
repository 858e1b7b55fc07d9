using Ringback.Model.Sla;
using Ringback.Store.Timelines;
using Ringback.Tests.Simulation.Engine;

namespace Ringback.Tests.Simulation.Doors.Ledger;

/// <summary>One claimed target whose checkpoints are kept.</summary>
internal sealed class SimulatedSealing(
    ILine line,
    LedgerTransaction transaction,
    SimulatedDerivation derivation,
    ClaimedTarget target
) : ISealing
{
    public ClaimedTarget Target => target;

    public IRegionLedger Regions => derivation;

    public Task KeepAsync(IReadOnlyDictionary<View, Checkpoint> checkpoints, CancellationToken cancel) =>
        derivation.DoAsync(() => transaction.Keep(checkpoints), cancel);

    public ValueTask DisposeAsync()
    {
        line.Gone(transaction.RollBack);
        return ValueTask.CompletedTask;
    }
}
