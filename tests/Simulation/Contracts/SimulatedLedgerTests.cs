namespace Ringback.Tests.Simulation.Contracts;

public sealed class SimulatedIntakeTests : IntakeContract
{
    private protected override Task<ILedgerDoor> OpenAsync() => Task.FromResult<ILedgerDoor>(new SimulatedLedgerDoor());
}

public sealed class SimulatedDerivationTests : DerivationContract
{
    private protected override Task<ILedgerDoor> OpenAsync() => Task.FromResult<ILedgerDoor>(new SimulatedLedgerDoor());
}

public sealed class SimulatedTakenCatalogTests : TakenCatalogContract
{
    private protected override Task<ILedgerDoor> OpenAsync() => Task.FromResult<ILedgerDoor>(new SimulatedLedgerDoor());
}

public sealed class SimulatedCorrelationTests : CorrelationContract
{
    private protected override Task<ILedgerDoor> OpenAsync() => Task.FromResult<ILedgerDoor>(new SimulatedLedgerDoor());
}

public sealed class SimulatedCorrelatedSubjectsTests : CorrelatedSubjectsContract
{
    private protected override Task<ILedgerDoor> OpenAsync() => Task.FromResult<ILedgerDoor>(new SimulatedLedgerDoor());
}

public sealed class SimulatedCausesTests : CausesContract
{
    private protected override Task<ILedgerDoor> OpenAsync() => Task.FromResult<ILedgerDoor>(new SimulatedLedgerDoor());
}

public sealed class SimulatedSealingTests : SealingContract
{
    private protected override Task<ILedgerDoor> OpenAsync() => Task.FromResult<ILedgerDoor>(new SimulatedLedgerDoor());
}
