using Ringback.Model;
using Ringback.Store.Retention;

namespace Ringback.Aggregator.Retention;

/// <summary>Each hour: the end of what was told, asked and changed long ago.</summary>
internal sealed partial class RecordService(
    RecordLedger ledger,
    AggregatorOptions options,
    TimeProvider time,
    ILogger<RecordService> log
) : PeriodicService(TimeSpan.FromHours(1), time)
{
    private static readonly TimeSpan BackOff = TimeSpan.FromSeconds(10);

    protected override TimeSpan Away(Exception outage) => BackOff; // retention says so

    public override async Task RunAsync(CancellationToken cancel)
    {
        var now = Instant.Now(Time);
        var dropped = await ledger.DropAsync(
            options.Alerts.Names,
            Midnight.Before(now, options.ResultDays),
            Midnight.Before(now, Math.Max(options.RecordDays, options.ResultDays)),
            now,
            cancel
        );
        if (dropped > 0)
            LogDropped(dropped);
    }

    [LoggerMessage(LogLevel.Debug, "{Count} old records dropped")]
    private partial void LogDropped(int count);

    [LoggerMessage(LogLevel.Error, "Old records could not be dropped; next try in an hour")]
    protected override partial void LogBroke(Exception exception);
}
