using Ringback.Model;
using Ringback.Store;
using Ringback.Store.Alerts;

namespace Ringback.Aggregator.Alerts;

/// <summary>Tells every webhook every event that somebody is to be called for: at least once, in order, across restarts.</summary>
internal sealed partial class WebhookService(
    AlertLedger ledger,
    Webhook webhook,
    AlertOptions options,
    TimeProvider time,
    ILogger<WebhookService> log
) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Who has not taken it by then is told the next one.</summary>
    private static readonly TimeSpan GivenUp = TimeSpan.FromHours(24);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(options.Webhooks.Select(receiver => TellAsync(receiver, stoppingToken)));

    private async Task TellAsync(WebhookOptions receiver, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var isMore = false;
            try
            {
                isMore = await TellNextAsync(receiver, stoppingToken);
            }
            catch (Exception e) when (DatabaseOutage.IsOne(e))
            {
                // The derivers say so.
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogBroke(e, receiver.Name);
            }

            if (!isMore)
                await Task.Delay(Poll, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Whether it took one: there may be more.</returns>
    public async Task<bool> TellNextAsync(WebhookOptions receiver, CancellationToken cancel)
    {
        var now = Instant.Now(time);
        await using var turn = await ledger.TryBeginAsync(receiver.Name, now, cancel);
        if (turn is null || await turn.NextAsync(cancel) is not { } next)
            return false;

        try
        {
            await webhook.SendAsync(receiver, next, cancel);
        }
        catch (Exception e) when (IsRefusal(e, cancel) && now - next.WrittenAt < GivenUp)
        {
            var pause = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, turn.Tries), Longest.TotalSeconds));
            LogRefused(receiver.Name, next.Id, turn.Tries + 1, pause);
            await turn.PostponeAsync(now + pause, cancel);
            return false;
        }
        catch (Exception e) when (IsRefusal(e, cancel))
        {
            LogGivenUp(receiver.Name, next.Id);
        }

        await turn.PassAsync(next.Id, cancel);
        return true;
    }

    private static bool IsRefusal(Exception e, CancellationToken cancel) =>
        !cancel.IsCancellationRequested && e is HttpRequestException or TaskCanceledException;

    [LoggerMessage(LogLevel.Warning, "{Receiver} did not take event {Event}, try {Try}; next in {Pause}")]
    private partial void LogRefused(string receiver, long @event, int @try, TimeSpan pause);

    [LoggerMessage(LogLevel.Error, "{Receiver} has not taken event {Event} for a day: it is given up")]
    private partial void LogGivenUp(string receiver, long @event);

    [LoggerMessage(LogLevel.Error, "{Receiver} could not be told")]
    private partial void LogBroke(Exception exception, string receiver);
}
