using Ringback.Model;
using Ringback.Store.Correlation;

namespace Ringback.Aggregator.Alerts.Watching;

/// <summary>Keeps looking; of many replicas one does at a time.</summary>
internal sealed partial class AlertWatchService(
    AlertWatch watch,
    Correlations correlations,
    TimeProvider time,
    ILogger<AlertWatchService> log
) : RoundService(time)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    protected override async Task<TimeSpan> RoundAsync(CancellationToken cancel)
    {
        await watch.LookAsync(cancel);
        await correlations.CalmAsync(Instant.Now(Time), cancel);
        return Period;
    }

    protected override TimeSpan Away(Exception outage)
    {
        return Period; // the derivers say so
    }

    protected override TimeSpan Broke(Exception exception)
    {
        LogBroke(exception);
        return Period;
    }

    [LoggerMessage(
        LogLevel.Error,
        "Budgets, coverage, regions and certificates cannot be looked at, and nobody is told of them"
    )]
    private partial void LogBroke(Exception exception);
}
