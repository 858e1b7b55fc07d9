namespace Ringback.Tests.Simulation.Contracts;

public sealed class SimulatedLedgerTests : LedgerContract
{
    private protected override Task<ILedgerDoor> OpenAsync() => Task.FromResult<ILedgerDoor>(new SimulatedLedgerDoor());
}
