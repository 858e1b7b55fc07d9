using Ringback.Store.Catalogs;

namespace Ringback.Aggregator.Catalogs;

/// <summary>Each day: recurring maintenance is written out a day further.</summary>
internal sealed partial class MaintenanceService(
    CatalogLedger ledger,
    TimeProvider time,
    ILogger<MaintenanceService> log
) : RoundService(time)
{
    private static readonly TimeSpan Period = TimeSpan.FromDays(1);
    private static readonly TimeSpan BackOff = TimeSpan.FromMinutes(1);

    protected override async Task<TimeSpan> RoundAsync(CancellationToken cancel)
    {
        await ledger.ExtendMaintenanceAsync(cancel);
        return Period;
    }

    protected override TimeSpan Away(Exception outage)
    {
        LogAway(outage.Message);
        return BackOff;
    }

    protected override TimeSpan Broke(Exception exception)
    {
        LogBroke(exception); // a year and more is written out already
        return Period;
    }

    [LoggerMessage(LogLevel.Error, "Maintenance could not be written out further; what is written out stays")]
    private partial void LogBroke(Exception exception);

    [LoggerMessage(LogLevel.Warning, "Maintenance is written out further when the database is back: {Error}")]
    private partial void LogAway(string error);
}
