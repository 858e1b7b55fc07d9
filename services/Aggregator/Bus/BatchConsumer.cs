using MassTransit;
using Ringback.Model.Results;

namespace Ringback.Aggregator.Bus;

/// <summary>Takes batches off the queue; a batch is acknowledged after it is committed or parked.</summary>
internal sealed class BatchConsumer(BatchIntake intake, BrokerConnection broker, IHostApplicationLifetime life)
    : IConsumer<ResultBatch>
{
    public async Task Consume(ConsumeContext<ResultBatch> context)
    {
        // Thrown at shutdown: the batch goes back to the queue.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken,
            life.ApplicationStopping
        );
        await intake.TakeAsync(context.Message, (reason, cancel) => ParkAsync(context, reason, cancel), stop.Token);
    }

    private Task ParkAsync(ConsumeContext<ResultBatch> context, Exception reason, CancellationToken cancel) =>
        broker.PublishAsync(
            Topology.Parked,
            routingKey: "",
            context.ReceiveContext.Body.GetBytes(),
            new Dictionary<string, object?> { ["ringback-reason"] = $"{reason.GetType().Name}: {reason.Message}" },
            cancel
        );
}
