using Ringback.Store;

namespace Ringback.Aggregator;

/// <summary>A job that is done over and over, with a pause after each round, until the process stops.</summary>
internal abstract class RoundService(TimeProvider time) : BackgroundService
{
    protected TimeProvider Time { get; } = time;

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = await TryRoundAsync(stoppingToken);
            await Task.Delay(pause, Time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>The pause after it.</returns>
    protected abstract Task<TimeSpan> RoundAsync(CancellationToken cancel);

    /// <summary>The database is away: it is tried again after a pause.</summary>
    protected abstract TimeSpan Away(Exception outage);

    /// <summary>The round failed otherwise, and is tried again after a pause.</summary>
    protected abstract TimeSpan Broke(Exception exception);

    private async Task<TimeSpan> TryRoundAsync(CancellationToken cancel)
    {
        try
        {
            return await RoundAsync(cancel);
        }
        catch (Exception e) when (DatabaseOutage.IsOne(e))
        {
            return Away(e);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            return Broke(e);
        }
    }
}
