namespace Ringback.Aggregator.Correlation;

/// <summary>Keeps correlating, soon after anything was derived.</summary>
internal sealed partial class CorrelationService(
    Correlator correlator,
    TimeProvider time,
    ILogger<CorrelationService> log
) : RoundService(time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    /// <summary>While there is no end of news: what it looks at each time is as much as there are targets, however few of them moved.</summary>
    private const int RestShare = 4;
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan BackOff = TimeSpan.FromSeconds(5);

    protected override async Task<TimeSpan> RoundAsync(CancellationToken cancel)
    {
        var started = Time.GetTimestamp();
        await correlator.CorrelateAsync(cancel);
        var rest = Time.GetElapsedTime(started) * RestShare;
        return rest < Poll ? Poll
            : rest < LongestRest ? rest
            : LongestRest;
    }

    protected override TimeSpan Away(Exception outage)
    {
        return BackOff; // the derivers say so
    }

    protected override TimeSpan Broke(Exception exception)
    {
        LogBroke(exception, BackOff);
        return BackOff;
    }

    [LoggerMessage(LogLevel.Error, "Incidents cannot be correlated, and nobody is called; next try in {Wait}")]
    private partial void LogBroke(Exception exception, TimeSpan wait);
}
