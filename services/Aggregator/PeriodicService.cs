namespace Ringback.Aggregator;

/// <summary>A job that is done once a period, whether or not it went well; only an absent database may be asked for sooner.</summary>
internal abstract class PeriodicService(TimeSpan period, TimeProvider time) : RoundService(time)
{
    protected TimeSpan Period { get; } = period;

    public abstract Task RunAsync(CancellationToken cancel);

    protected sealed override async Task<TimeSpan> RoundAsync(CancellationToken cancel)
    {
        await RunAsync(cancel);
        return Period;
    }

    protected sealed override TimeSpan Broke(Exception exception)
    {
        LogBroke(exception);
        return Period;
    }

    protected abstract void LogBroke(Exception exception);
}
