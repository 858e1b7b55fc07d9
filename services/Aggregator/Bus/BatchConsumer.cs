using MassTransit;
using Ringback.Model.Results;
using Ringback.Store;

namespace Ringback.Aggregator.Bus;

/// <summary>Takes batches off the queue into the ledger; a batch is acknowledged after it is committed.</summary>
/// <remarks>
/// A database that is away is no poison: the consumers hold what they have and try again until it answers, and the queue
/// keeps the rest. What fails again and again on a healthy database is parked with its reason, so that the rest goes on.
/// </remarks>
internal sealed partial class BatchConsumer(
    Ingest.Ingest ingest,
    BrokerConnection broker,
    IHostApplicationLifetime life,
    TimeProvider time,
    ILogger<BatchConsumer> log
) : IConsumer<ResultBatch>
{
    private const int Tries = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task Consume(ConsumeContext<ResultBatch> context)
    {
        // Thrown at shutdown: the batch goes back to the queue.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken,
            life.ApplicationStopping
        );
        for (var failed = 0; ; )
        {
            try
            {
                await ingest.TakeAsync(context.Message, stop.Token);
                return;
            }
            catch (Exception e) when (DatabaseOutage.IsOne(e) && !stop.IsCancellationRequested)
            {
                LogAway(e.Message);
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                failed = e is Ingest.InvalidBatchException ? Tries : failed + 1;
                if (failed >= Tries)
                {
                    await ParkAsync(context, e, stop.Token);
                    return;
                }
            }

            await Task.Delay(Pause, time, stop.Token);
        }
    }

    private async Task ParkAsync(ConsumeContext<ResultBatch> context, Exception reason, CancellationToken cancel)
    {
        LogParked(reason, context.Message.Region, context.Message.Worker);
        await broker.PublishAsync(
            Topology.Parked,
            routingKey: "",
            context.ReceiveContext.Body.GetBytes(),
            new Dictionary<string, object?> { ["ringback-reason"] = $"{reason.GetType().Name}: {reason.Message}" },
            cancel
        );
    }

    [LoggerMessage(LogLevel.Warning, "The database is away ({Error}): a batch waits for it")]
    private partial void LogAway(string error);

    [LoggerMessage(LogLevel.Error, "A batch of {Worker} in {Region} is parked: a healthy ledger does not take it")]
    private partial void LogParked(Exception exception, string region, string worker);
}
