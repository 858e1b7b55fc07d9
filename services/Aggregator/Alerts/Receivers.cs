using System.Diagnostics;
using System.Diagnostics.Metrics;
using Dapr.Client;
using Ringback.Aggregator.Alerts.Channels;

namespace Ringback.Aggregator.Alerts;

/// <summary>Everyone who is told each event once, by name.</summary>
internal sealed class Receivers(AlertOptions options, HttpClient http, TimeProvider time) : IDisposable
{
    private readonly Lazy<DaprClient> _dapr = new(() => new DaprClientBuilder().Build());

    public IReadOnlyList<IChannel> Channels() =>
        [
            .. options.Webhooks.Select(each => new WebhookChannel(each, http, time)),
            .. options.PagerDuty.Select(each => new PagerDutyChannel(each, http)),
            .. options.Mail.Select(each => new MailChannel(each, time)),
            .. options.Dapr.Select(each => new DaprChannel(each, _dapr.Value, options.Page, time)),
        ];

    /// <summary>Those who are told what is open, over and over.</summary>
    public IReadOnlyList<AlertmanagerChannel> Alertmanagers() =>
        [.. options.Alertmanagers.Select(each => new AlertmanagerChannel(each, http, time))];

    public void Dispose()
    {
        if (_dapr.IsValueCreated)
            _dapr.Value.Dispose();
    }
}

/// <summary>How telling goes.</summary>
internal sealed class AlertMetrics
{
    private readonly Counter<long> _deliveries;

    public AlertMetrics(IMeterFactory meters) =>
        _deliveries = meters
            .Create(Telemetry.MeterName)
            .CreateCounter<long>(
                "ringback.alerts.deliveries",
                "{delivery}",
                "Tries to tell a receiver, by what became of them."
            );

    public void Count(IChannel channel, string outcome) =>
        _deliveries.Add(
            1,
            new TagList
            {
                { "receiver", channel.Name },
                { "kind", channel.Kind },
                { "outcome", outcome },
            }
        );
}
