using System.Text.Json;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Delivery;
using Ringback.Tests.Simulation.Engine;

namespace Ringback.Tests.Simulation.Doors.Broker;

/// <summary>A worker's way to the broker. Virtual where a planted bug does it wrong.</summary>
internal class SimulatedDelivery(Loop loop, Host host, Network network, SimulatedBroker broker) : IDelivery
{
    private readonly Wire _wire = new(loop, host, network);

    public virtual Task DeliverAsync(ResultBatch batch, CancellationToken cancellation) =>
        PublishAsync(Bytes(batch), cancellation);

    protected static byte[] Bytes(ResultBatch batch) =>
        JsonSerializer.SerializeToUtf8Bytes(batch, ModelJson.Default.ResultBatch);

    /// <summary>Returns once the broker has confirmed.</summary>
    protected Task PublishAsync(byte[] body, CancellationToken cancellation) =>
        _wire.CallAsync(
            () =>
            {
                broker.Publish(body);
                if (loop.Chance(network.Duplication))
                    loop.After(network.Latency(), () => Again(body));

                return true;
            },
            cancellation
        );

    /// <summary>The same bytes once more, from a retry beneath us.</summary>
    private void Again(byte[] body)
    {
        if (broker is { IsAway: false, IsDeclared: true })
            broker.Publish(body);
    }
}
