using Ringback.Store.Catalogs;

namespace Ringback.Aggregator.Catalogs;

/// <summary>Looks for new catalog versions: another replica, or the API, may have taken one.</summary>
internal sealed partial class CatalogNewsService(
    CatalogVersions versions,
    CatalogNews news,
    TimeProvider time,
    ILogger<CatalogNewsService> log
) : RoundService(time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BackOff = TimeSpan.FromSeconds(10);

    protected override async Task<TimeSpan> RoundAsync(CancellationToken cancel)
    {
        if (
            await versions.NewestIdAsync(cancel) > (news.Newest?.Id ?? 0)
            && await versions.NewestAsync(cancel) is { } newest
        )
        {
            LogTaken(newest.Id, newest.Catalog.EffectiveAt);
            news.Tell(newest);
        }

        return Poll;
    }

    protected override TimeSpan Away(Exception outage)
    {
        LogAway(outage.Message);
        return Poll;
    }

    protected override TimeSpan Broke(Exception exception)
    {
        LogBroke(exception, BackOff);
        return BackOff;
    }

    [LoggerMessage(LogLevel.Information, "Catalog version {Id} rules from {EffectiveAt}")]
    private partial void LogTaken(long id, Model.Instant effectiveAt);

    [LoggerMessage(LogLevel.Debug, "The database is away ({Error}): the last catalog stays in force")]
    private partial void LogAway(string error);

    [LoggerMessage(
        LogLevel.Error,
        "The newest catalog version cannot be read; the last one stays in force, next try in {Wait}"
    )]
    private partial void LogBroke(Exception exception, TimeSpan wait);
}
