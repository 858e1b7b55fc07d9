using Ringback.Store;

namespace Ringback.Aggregator.Statements;

/// <summary>Looks every few minutes whether a statement is due, or overtaken.</summary>
internal sealed partial class StatementService(StatementWriter writer, TimeProvider time, ILogger<StatementService> log)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                if (await writer.RunAsync(stoppingToken) is { } news && news != default)
                    LogNews(news.Written, news.Amended);
            }
            catch (Exception e) when (DatabaseOutage.IsOne(e))
            {
                LogAway(e.Message);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogBroke(e);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Information, "{Written} statements written, {Amended} amended")]
    private partial void LogNews(int written, int amended);

    [LoggerMessage(LogLevel.Error, "Statements could not be written; next try in a few minutes")]
    private partial void LogBroke(Exception exception);

    [LoggerMessage(LogLevel.Debug, "The database is away ({Error}): statements wait for it")]
    private partial void LogAway(string error);
}
