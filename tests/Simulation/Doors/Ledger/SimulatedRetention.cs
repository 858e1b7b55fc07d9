using Ringback.Model;
using Ringback.Store.Backfills;
using Ringback.Store.Retention;
using Ringback.Tests.Simulation.Engine;

namespace Ringback.Tests.Simulation.Doors.Ledger;

/// <summary>The ledger's days, at the end of a line. Nobody brings a history here, and neither evidence nor what was told is kept for long.</summary>
internal sealed class SimulatedRetention(LedgerTables tables, ILine line) : IRetentionLedger, IBackfills
{
    public Task PrepareAsync(Instant now, int days, CancellationToken cancel) => Task.CompletedTask;

    public Task CloseAsync(Instant unusedSince, CancellationToken cancel) => Task.CompletedTask;

    public Task<Instant> HorizonAsync(CancellationToken cancel) => line.CallAsync(() => tables.Horizon, cancel);

    public Task SealAsync(Instant before, CancellationToken cancel) =>
        line.CallAsync(
            () =>
            {
                tables.Seal(before);
                return true;
            },
            cancel
        );

    public Task<int> DropResultsAsync(Instant before, CancellationToken cancel) =>
        line.CallAsync(() => tables.DropResults(before), cancel);

    public Task<int> DropEvidenceAsync(Instant before, CancellationToken cancel) => Task.FromResult(0);
}
