using Ringback.Store;

namespace Ringback.Aggregator.Correlation;

/// <summary>Keeps correlating, soon after anything was derived.</summary>
internal sealed partial class CorrelationService(
    Correlator correlator,
    TimeProvider time,
    ILogger<CorrelationService> log
) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BackOff = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Poll;
            try
            {
                await correlator.CorrelateAsync(stoppingToken);
            }
            catch (Exception e) when (DatabaseOutage.IsOne(e))
            {
                pause = BackOff; // the derivers say so
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogBroke(e, BackOff);
                pause = BackOff;
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Error, "Incidents cannot be correlated, and nobody is called; next try in {Wait}")]
    private partial void LogBroke(Exception exception, TimeSpan wait);
}
