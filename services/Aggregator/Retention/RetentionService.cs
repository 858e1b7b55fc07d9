using Ringback.Model;
using Ringback.Store.Backfills;
using Ringback.Store.Retention;

namespace Ringback.Aggregator.Retention;

/// <summary>Each hour: the partitions of the days to come, and the end of those past retention.</summary>
internal sealed partial class RetentionService(
    IRetentionLedger ledger,
    IBackfills backfills,
    Sealing sealing,
    AggregatorOptions options,
    TimeProvider time,
    ILogger<RetentionService> log
) : PeriodicService(TimeSpan.FromHours(1), time)
{
    private const int DaysAhead = 2;
    private static readonly TimeSpan BackOff = TimeSpan.FromSeconds(10);

    protected override TimeSpan Away(Exception outage)
    {
        LogAway(outage.Message);
        return BackOff;
    }

    /// <summary>
    /// What was sealed an hour ago is dropped now: by then no writer is under way that had read the horizon before.
    /// </summary>
    public override async Task RunAsync(CancellationToken cancel)
    {
        var now = Instant.Now(Time);
        await ledger.PrepareAsync(now, DaysAhead, cancel);

        await backfills.CloseAsync(now - Period, cancel);
        var horizon = await ledger.HorizonAsync(cancel);
        var dropped = await sealing.KeepFoldsAsync(horizon, cancel)
            ? await ledger.DropResultsAsync(horizon, cancel)
            : 0;
        dropped += await ledger.DropEvidenceAsync(
            Midnight.Before(now, Math.Max(options.EvidenceDays, options.ResultDays)),
            cancel
        );
        if (dropped > 0)
            LogDropped(dropped, horizon);

        await ledger.SealAsync(Midnight.Before(now, options.ResultDays), cancel);
    }

    [LoggerMessage(LogLevel.Information, "{Count} daily partitions dropped; results before {Horizon} are sealed")]
    private partial void LogDropped(int count, Instant horizon);

    [LoggerMessage(LogLevel.Error, "Retention could not finish; raw results stay until it can")]
    protected override partial void LogBroke(Exception exception); // nothing is dropped that has not been folded: it keeps more, not less

    [LoggerMessage(LogLevel.Warning, "Retention waits: {Error}")]
    private partial void LogAway(string error);
}
