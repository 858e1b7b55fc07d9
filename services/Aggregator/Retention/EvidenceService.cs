using Ringback.Model;
using Ringback.Store.Retention;

namespace Ringback.Aggregator.Retention;

/// <summary>Each minute: the oldest days of what failures said go, where there is too much of it.</summary>
internal sealed partial class EvidenceService(
    EvidenceLedger ledger,
    AggregatorOptions options,
    TimeProvider time,
    ILogger<EvidenceService> log
) : PeriodicService(TimeSpan.FromMinutes(1), time)
{
    protected override TimeSpan Away(Exception outage) => Period; // retention says so

    /// <summary>A tenth is left for what comes until the next round: only beyond the whole is what failures say not kept.</summary>
    public override async Task RunAsync(CancellationToken cancel)
    {
        var dropped = await ledger.TrimAsync(options.EvidenceBytes / 10 * 9, Instant.Now(Time), cancel);
        if (dropped > 0)
            LogDropped(dropped, options.EvidenceBytes);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "{Count} days of evidence dropped before their time: all of it is to fit into {Bytes} bytes"
    )]
    private partial void LogDropped(int count, long bytes);

    [LoggerMessage(LogLevel.Error, "Evidence could not be trimmed; next try in a minute")]
    protected override partial void LogBroke(Exception exception);
}
