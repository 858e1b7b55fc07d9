using Ringback.Store.Correlation;

namespace Ringback.Aggregator.Correlation;

/// <summary>Keeps correlating, soon after anything was derived.</summary>
internal sealed partial class CorrelationService(
    Correlator correlator,
    CorrelatorMetrics metrics,
    TimeProvider time,
    ILogger<CorrelationService> log
) : RoundService(time)
{
    /// <summary>News of one transaction.</summary>
    private const int Together = 1000;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    /// <summary>While there is no end of news: what it looks at each time is as much as there are targets, however few of them moved.</summary>
    private const int RestShare = 4;
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan BackOff = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Quarantine = TimeSpan.FromSeconds(30);

    private readonly Dictionary<NewsSubject, long> _quarantined = [];
    private int _together = Together;

    protected override async Task<TimeSpan> RoundAsync(CancellationToken cancel)
    {
        foreach (var (subject, since) in _quarantined.ToList())
        {
            if (Time.GetElapsedTime(since) >= Quarantine)
                _quarantined.Remove(subject);
        }

        try
        {
            return await CorrelateAsync(cancel);
        }
        catch (CorrelationException e) when (e.News.Count > 1)
        {
            _together = e.News.Count / 2; // which of them was it?
            return TimeSpan.Zero;
        }
        catch (CorrelationException e)
        {
            // Put aside for a while, so that it holds up nobody else.
            var subject = e.News.Single();
            LogBroke(e, Text(subject), Quarantine);
            metrics.Broke();
            _quarantined[subject] = Time.GetTimestamp();
            _together = Together;
            return BackOff;
        }
    }

    protected override TimeSpan Away(Exception outage)
    {
        return BackOff; // the derivers say so
    }

    protected override TimeSpan Broke(Exception exception)
    {
        LogStuck(exception, BackOff);
        return BackOff;
    }

    private async Task<TimeSpan> CorrelateAsync(CancellationToken cancel)
    {
        var started = Time.GetTimestamp();
        var news = await correlator.CorrelateAsync(_together, _quarantined.Keys, cancel);
        var length = Time.GetElapsedTime(started);
        if (news > 0)
            metrics.Correlated(news, length);

        if (_together < Together)
        {
            _together = Math.Min(Together, _together * 2);
            return news > 0 ? TimeSpan.Zero : Poll;
        }

        var rest = length * RestShare;
        return rest < Poll ? Poll
            : rest < LongestRest ? rest
            : LongestRest;
    }

    private static string Text(NewsSubject subject) =>
        subject.Target is { } target ? $"target {target}" : $"component {subject.Component}";

    [LoggerMessage(LogLevel.Error, "News of {Subject} cannot be correlated; they stay, next try in {Wait}")]
    private partial void LogBroke(Exception exception, string subject, TimeSpan wait);

    [LoggerMessage(LogLevel.Error, "Incidents cannot be correlated, and nobody is called; next try in {Wait}")]
    private partial void LogStuck(Exception exception, TimeSpan wait);
}
