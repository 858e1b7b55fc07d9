using Ringback.Store;

namespace Ringback.Api.Feeds;

/// <summary>Reads ahead of those who ask: often while somebody does, now and then else, so that an outage finds an issue in memory.</summary>
internal sealed partial class FeedKeeper(FeedShelf shelf, TimeProvider time, ILogger<FeedKeeper> log)
    : BackgroundService
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Lately = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var rested = Seldom;
        while (!stoppingToken.IsCancellationRequested)
        {
            if (rested >= Seldom || shelf.IsWanted(Lately))
            {
                await ReadAsync(stoppingToken);
                rested = TimeSpan.Zero;
            }

            await Task.Delay(Often, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            rested += Often;
        }
    }

    private async Task ReadAsync(CancellationToken stoppingToken)
    {
        try
        {
            await shelf.ReadAsync(stoppingToken);
        }
        catch (Exception e) when (DatabaseOutage.IsOne(e))
        {
            // Nothing was ever read: who asks is told so.
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogBroke(e);
        }
    }

    [LoggerMessage(LogLevel.Error, "Feeds could not be read")]
    private partial void LogBroke(Exception exception);
}
