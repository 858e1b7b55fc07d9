using Ringback.Aggregator.Alerts.Channels;
using Ringback.Store;

namespace Ringback.Aggregator.Alerts;

/// <summary>Keeps telling every Alertmanager, each at its own pace, what is open, and what a person asks to be sent.</summary>
internal sealed partial class AlertmanagerService(
    Receivers receivers,
    Teller teller,
    IServiceProvider services,
    TimeProvider time,
    ILogger<AlertmanagerService> log
) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(receivers.Alertmanagers().Select(channel => KeepTellingAsync(channel, stoppingToken)));

    private async Task KeepTellingAsync(AlertmanagerChannel channel, CancellationToken stoppingToken)
    {
        var standing = ActivatorUtilities.CreateInstance<StandingTeller>(services, channel);
        var isRefused = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await teller.AnswerNextAsync(channel, stoppingToken)) { }
                await standing.TellAsync(stoppingToken);
                if (isRefused)
                    LogTold(channel.Name);

                isRefused = false;
            }
            catch (RefusedException e)
            {
                if (!isRefused)
                    LogRefused(channel.Name, e.Message);

                isRefused = true; // said once, until it is told again
            }
            catch (Exception e) when (DatabaseOutage.IsOne(e))
            {
                // The derivers say so.
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogBroke(e, channel.Name);
            }

            await Task.Delay(Period, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Receiver} is not told what is open: it {Error}")]
    private partial void LogRefused(string receiver, string error);

    [LoggerMessage(LogLevel.Information, "{Receiver} is told what is open again")]
    private partial void LogTold(string receiver);

    [LoggerMessage(LogLevel.Error, "{Receiver} could not be told what is open")]
    private partial void LogBroke(Exception exception, string receiver);
}
