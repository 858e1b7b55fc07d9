namespace Ringback.Aggregator.Statements;

/// <summary>Looks every few minutes whether a statement is due, or overtaken.</summary>
internal sealed partial class StatementService(StatementWriter writer, TimeProvider time, ILogger<StatementService> log)
    : RoundService(time)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    protected override async Task<TimeSpan> RoundAsync(CancellationToken cancel)
    {
        if (await writer.RunAsync(cancel) is { } news && news != default)
            LogNews(news.Written, news.Amended);

        return Period;
    }

    protected override TimeSpan Away(Exception outage)
    {
        LogAway(outage.Message);
        return Period;
    }

    protected override TimeSpan Broke(Exception exception)
    {
        LogBroke(exception);
        return Period;
    }

    [LoggerMessage(LogLevel.Information, "{Written} statements written, {Amended} amended")]
    private partial void LogNews(int written, int amended);

    [LoggerMessage(LogLevel.Error, "Statements could not be written; next try in a few minutes")]
    private partial void LogBroke(Exception exception);

    [LoggerMessage(LogLevel.Debug, "The database is away ({Error}): statements wait for it")]
    private partial void LogAway(string error);
}
