namespace Ringback.Aggregator.Statements;

/// <summary>Looks every few minutes whether a statement is due, or overtaken.</summary>
internal sealed partial class StatementService(StatementWriter writer, TimeProvider time, ILogger<StatementService> log)
    : PeriodicService(TimeSpan.FromMinutes(10), time)
{
    public override async Task RunAsync(CancellationToken cancel)
    {
        if (await writer.RunAsync(cancel) is { } news && news != default)
            LogNews(news.Written, news.Amended);
    }

    protected override TimeSpan Away(Exception outage)
    {
        LogAway(outage.Message);
        return Period;
    }

    [LoggerMessage(LogLevel.Information, "{Written} statements written, {Amended} amended")]
    private partial void LogNews(int written, int amended);

    [LoggerMessage(LogLevel.Error, "Statements could not be written; next try in a few minutes")]
    protected override partial void LogBroke(Exception exception);

    [LoggerMessage(LogLevel.Debug, "The database is away ({Error}): statements wait for it")]
    private partial void LogAway(string error);
}
