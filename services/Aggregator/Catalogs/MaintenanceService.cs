using Ringback.Store;
using Ringback.Store.Catalogs;

namespace Ringback.Aggregator.Catalogs;

/// <summary>Each day: recurring maintenance is written out a day further.</summary>
internal sealed partial class MaintenanceService(
    CatalogLedger ledger,
    TimeProvider time,
    ILogger<MaintenanceService> log
) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromDays(1);
    private static readonly TimeSpan BackOff = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Period;
            try
            {
                await ledger.ExtendMaintenanceAsync(stoppingToken);
            }
            catch (Exception e) when (DatabaseOutage.IsOne(e))
            {
                LogAway(e.Message);
                pause = BackOff;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogBroke(e); // a year and more is written out already
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Error, "Maintenance could not be written out further; what is written out stays")]
    private partial void LogBroke(Exception exception);

    [LoggerMessage(LogLevel.Warning, "Maintenance is written out further when the database is back: {Error}")]
    private partial void LogAway(string error);
}
