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

    /// <summary>While there is no end of news: what it looks at each time is as much as there are targets, however few of them moved.</summary>
    private const int RestShare = 4;
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan BackOff = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Poll;
            try
            {
                var started = time.GetTimestamp();
                await correlator.CorrelateAsync(stoppingToken);
                var rest = time.GetElapsedTime(started) * RestShare;
                pause =
                    rest < Poll ? Poll
                    : rest < LongestRest ? rest
                    : LongestRest;
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
