using Ringback.Store;
using Ringback.Store.Catalogs;

namespace Ringback.Aggregator.Catalogs;

/// <summary>Looks for new catalog versions: another replica, or the API, may have taken one.</summary>
internal sealed partial class CatalogNewsService(
    CatalogVersions versions,
    CatalogNews news,
    TimeProvider time,
    ILogger<CatalogNewsService> log
) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll, time);
        do
        {
            try
            {
                if (
                    await versions.NewestIdAsync(stoppingToken) > (news.Newest?.Id ?? 0)
                    && await versions.NewestAsync(stoppingToken) is { } newest
                )
                {
                    LogTaken(newest.Id, newest.Catalog.EffectiveAt);
                    news.Tell(newest);
                }
            }
            catch (Exception e) when (DatabaseOutage.IsOne(e))
            {
                LogAway(e.Message);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Information, "Catalog version {Id} rules from {EffectiveAt}")]
    private partial void LogTaken(long id, Model.Instant effectiveAt);

    [LoggerMessage(LogLevel.Debug, "The database is away ({Error}): the last catalog stays in force")]
    private partial void LogAway(string error);
}
