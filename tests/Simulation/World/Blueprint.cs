using System.Text.Json;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Delivery;
using Ringback.Store.Results;
using Ringback.Store.Timelines;
using Ringback.Tests.Simulation.Doors.Broker;
using Ringback.Tests.Simulation.Doors.Ledger;
using Ringback.Tests.Simulation.Doors.Spool;
using Ringback.Tests.Simulation.Engine;

namespace Ringback.Tests.Simulation.World;

/// <summary>What a world is made of, as it should be. A planted bug makes one part of it wrong.</summary>
internal class Blueprint
{
    public virtual TimeProvider Clock(Loop loop, Host host) => host.Time;

    public virtual ISpoolFile SpoolFile(Loop loop, SimulatedDisk disk, long maxBytes) =>
        new SimulatedSpoolFile(disk, maxBytes);

    public virtual IDelivery Delivery(Loop loop, Host host, Network network, SimulatedBroker broker) =>
        new SimulatedDelivery(loop, host, network, broker);

    public virtual SimulatedBroker Broker(Loop loop) => new(loop);

    public virtual LedgerTables Ledger() => new();

    public virtual LedgerTransaction Transaction(LedgerTables tables) => new(tables);

    public virtual CorrelationTransaction Correlation(LedgerTables tables) => new(tables);

    public virtual IResultLedger Results(IResultLedger ledger) => ledger;

    public virtual IDerivations Derivations(IDerivations ledger) => ledger;

    /// <summary>What a run says, on its way into the spool.</summary>
    public virtual ProbeResult Said(ProbeResult result, WorkerSite site) => result;

    /// <summary>What MassTransit and the consumer do with a message: acknowledged after it is committed or parked, given back else.</summary>
    public virtual async Task HandleAsync(SimulatedBroker.Delivered delivered, Centre centre)
    {
        try
        {
            await centre.Intake.TakeAsync(Read(delivered), (_, _) => centre.ParkAsync(delivered), centre.Stop);
        }
        catch
        {
            delivered.Reject();
            return;
        }

        delivered.Acknowledge();
    }

    protected static ResultBatch Read(SimulatedBroker.Delivered delivered) =>
        JsonSerializer.Deserialize(delivered.Message.Body, ModelJson.Default.ResultBatch)!;
}
