using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Reads;

namespace Ringback.Aggregator.Reconciliation;

/// <summary>Once a minute the slots of the last hour are held against the results that are here.</summary>
internal sealed partial class ReconciliationService(
    MissingReads missing,
    ReconciliationMetrics metrics,
    TimeProvider time,
    ILogger<ReconciliationService> log
) : PeriodicService(TimeSpan.FromMinutes(1), time)
{
    private static readonly TimeSpan Reach = TimeSpan.FromHours(1);

    public override async Task RunAsync(CancellationToken cancel)
    {
        var now = Instant.Now(Time);
        var missed = await missing.CountAsync(new Window(now - Reach, now), now, cancel);
        metrics.Missing = missed
            .GroupBy(each => each.Key.Region, each => each.Value)
            .ToDictionary(each => each.Key, each => each.Sum());
    }

    protected override TimeSpan Away(Exception outage)
    {
        LogAway(outage.Message);
        return Period;
    }

    [LoggerMessage(LogLevel.Error, "Missing slots could not be counted")]
    protected override partial void LogBroke(Exception exception);

    [LoggerMessage(LogLevel.Debug, "The database is away ({Error}): missing slots are counted when it is back")]
    private partial void LogAway(string error);
}
