using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Delivery;

/// <summary>Empties the spool towards the centre: in order, in batches, each deleted only once it is confirmed.</summary>
internal sealed partial class Publisher(
    string region,
    string worker,
    Spool spool,
    IDelivery delivery,
    WorkerMetrics metrics,
    TimeProvider time,
    ILogger log
)
{
    public const int MaxBatchBytes = 256 * 1024;

    /// <summary>How long a result waits for company.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(5);

    /// <summary>What is known of this machine's clock.</summary>
    public Func<ClockReading?> Clock { get; init; } = () => null;

    /// <summary>Until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            await spool.WaitAsync(stop);
            if (spool.Count < ResultBatch.MaxResults)
                await Task.Delay(Linger, time, stop);

            await PublishAsync(stop);
        }
    }

    /// <summary>Publishes until the spool is empty or time is up.</summary>
    /// <returns>Whether it is empty.</returns>
    public async Task<bool> FlushAsync(TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit, time);
        try
        {
            while (spool.HasMore)
                await PublishAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return false;
        }

        return true;
    }

    private async Task PublishAsync(CancellationToken stop)
    {
        for (var backOff = FirstBackOff; ; backOff = Longer(backOff))
        {
            try
            {
                await PublishOnceAsync(stop);
                return;
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                metrics.DeliveryFailed();
                LogAway(e.Message, spool.Count, backOff);
            }

            await Task.Delay(backOff, time, stop);
        }
    }

    private async Task PublishOnceAsync(CancellationToken stop)
    {
        var spooled = spool.Peek(ResultBatch.MaxResults, MaxBatchBytes);
        if (spooled.Results.Count > 0)
        {
            var batch = new ResultBatch
            {
                Region = region,
                Worker = worker,
                Clock = Clock(),
                Results = spooled.Results,
            };
            await delivery.DeliverAsync(batch, stop);
            metrics.Delivered(batch.Results.Count, time);
        }

        spool.Remove(spooled);
    }

    private static TimeSpan Longer(TimeSpan backOff) => backOff * 2 < LongestBackOff ? backOff * 2 : LongestBackOff;

    [LoggerMessage(LogLevel.Warning, "The centre is away ({Error}); {Count} results wait, next try in {BackOff}")]
    private partial void LogAway(string error, long count, TimeSpan backOff);
}
