using Ringback.Model.Results;
using Ringback.ProbeWorker.Delivery;
using Ringback.Store.Results;
using Ringback.Tests.Simulation.Doors.Broker;
using Ringback.Tests.Simulation.Doors.Ledger;
using Ringback.Tests.Simulation.Doors.Spool;
using Ringback.Tests.Simulation.Engine;
using Ringback.Tests.Simulation.World;

namespace Ringback.Tests.Simulation.Bugs;

/// <summary>A world with one part wrong.</summary>
internal sealed class PlantedBug(string name) : Blueprint
{
    public string Name => name;

    public Func<Loop, Host, TimeProvider>? WrongClock { get; init; }

    public Func<SimulatedDisk, long, ISpoolFile>? WrongSpool { get; init; }

    public Func<Loop, Host, Network, SimulatedBroker, IDelivery>? WrongDelivery { get; init; }

    public Func<Loop, SimulatedBroker>? WrongBroker { get; init; }

    public Func<LedgerTables>? WrongTables { get; init; }

    public Func<LedgerTables, LedgerTransaction>? WrongTransaction { get; init; }

    public Func<LedgerTables, CorrelationTransaction>? WrongCorrelation { get; init; }

    public Func<IResultLedger, IResultLedger>? WrongStore { get; init; }

    public Func<ProbeResult, ProbeResult>? WrongResult { get; init; }

    public Func<SimulatedBroker.Delivered, Centre, Func<Task>, Task>? WrongConsumer { get; init; }

    public override TimeProvider Clock(Loop loop, Host host) =>
        WrongClock?.Invoke(loop, host) ?? base.Clock(loop, host);

    public override ISpoolFile SpoolFile(Loop loop, SimulatedDisk disk, long maxBytes) =>
        WrongSpool?.Invoke(disk, maxBytes) ?? base.SpoolFile(loop, disk, maxBytes);

    public override IDelivery Delivery(Loop loop, Host host, Network network, SimulatedBroker broker) =>
        WrongDelivery?.Invoke(loop, host, network, broker) ?? base.Delivery(loop, host, network, broker);

    public override SimulatedBroker Broker(Loop loop) => WrongBroker?.Invoke(loop) ?? base.Broker(loop);

    public override LedgerTables Ledger() => WrongTables?.Invoke() ?? base.Ledger();

    public override LedgerTransaction Transaction(LedgerTables tables) =>
        WrongTransaction?.Invoke(tables) ?? base.Transaction(tables);

    public override CorrelationTransaction Correlation(LedgerTables tables) =>
        WrongCorrelation?.Invoke(tables) ?? base.Correlation(tables);

    public override IResultLedger Results(IResultLedger ledger) => WrongStore?.Invoke(ledger) ?? base.Results(ledger);

    public override ProbeResult Said(ProbeResult result, WorkerSite site) =>
        WrongResult?.Invoke(result) ?? base.Said(result, site);

    public override Task HandleAsync(SimulatedBroker.Delivered delivered, Centre centre) =>
        WrongConsumer?.Invoke(delivered, centre, () => base.HandleAsync(delivered, centre))
        ?? base.HandleAsync(delivered, centre);
}
