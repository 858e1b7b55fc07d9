using Ringback.Store;

namespace Ringback.Aggregator;

/// <summary>A job that is done over and over, with a pause after each round, until the process stops.</summary>
internal abstract class RoundService(TimeProvider time) : BackgroundService
{
    protected TimeProvider Time { get; } = time;

    /// <summary>Until it is cancelled.</summary>
    public async Task RepeatAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var pause = await TryRoundAsync(stop);
            await Task.Delay(pause, Time, stop)
                .ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext
                );
        }
    }

    protected sealed override Task ExecuteAsync(CancellationToken stoppingToken) => RepeatAsync(stoppingToken);

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
