using Ringback.Model.Results;
using Ringback.Store;

namespace Ringback.Aggregator.Bus;

/// <summary>Takes batches into the ledger with the patience that a queue deserves.</summary>
/// <remarks>
/// A database that is away is no poison: what is held is tried again until it answers, and the queue keeps the rest. What
/// fails again and again on a healthy database is parked with its reason, so that the rest goes on.
/// </remarks>
internal sealed partial class BatchIntake(Ingest.Ingest ingest, TimeProvider time, ILogger<BatchIntake> log)
{
    private const int Tries = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The batch may be acknowledged when this returns: it is committed, or parked.</summary>
    /// <param name="park">Returns once the batch is put aside for good.</param>
    /// <exception cref="Exception">Neither: it goes back to the queue.</exception>
    public async Task TakeAsync(
        ResultBatch batch,
        Func<Exception, CancellationToken, Task> park,
        CancellationToken stop
    )
    {
        for (var failed = 0; ; )
        {
            try
            {
                await ingest.TakeAsync(batch, stop);
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
                    LogParked(e, batch.Region, batch.Worker);
                    await park(e, stop);
                    return;
                }
            }

            await Task.Delay(Pause, time, stop);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The database is away ({Error}): a batch waits for it")]
    private partial void LogAway(string error);

    [LoggerMessage(LogLevel.Error, "A batch of {Worker} in {Region} is parked: a healthy ledger does not take it")]
    private partial void LogParked(Exception exception, string region, string worker);
}
