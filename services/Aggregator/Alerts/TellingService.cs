using Ringback.Aggregator.Alerts.Channels;
using Ringback.Store;

namespace Ringback.Aggregator.Alerts;

/// <summary>Keeps telling every receiver, each at its own pace: who is away holds up nobody else.</summary>
internal sealed partial class TellingService(
    Receivers receivers,
    Teller teller,
    TimeProvider time,
    ILogger<TellingService> log
) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(receivers.Channels().Select(channel => TellAsync(channel, stoppingToken)));

    private async Task TellAsync(IChannel channel, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var isMore = false;
            try
            {
                isMore = await teller.TellNextAsync(channel, stoppingToken);
            }
            catch (Exception e) when (DatabaseOutage.IsOne(e))
            {
                // The derivers say so.
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogBroke(e, channel.Name);
            }

            if (!isMore)
                await Task.Delay(Poll, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Receiver} could not be told")]
    private partial void LogBroke(Exception exception, string receiver);
}
