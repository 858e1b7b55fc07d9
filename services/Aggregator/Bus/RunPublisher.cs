using System.Text.Json;
using Ringback.Aggregator.Runs;
using Ringback.Model;
using Ringback.Model.Results;

namespace Ringback.Aggregator.Bus;

/// <summary>Brings run requests to the regions' streams, which <see cref="CatalogPublisher"/> declares.</summary>
internal sealed class RunPublisher(BrokerConnection broker, RunNews news) : IHostedService
{
    private static readonly Dictionary<string, object?> NoHeaders = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        news.Subscribe(TellAsync);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Task TellAsync(RunRequest request, string region, CancellationToken cancel) =>
        broker.PublishAsync(
            "",
            BusNames.Runs(region),
            JsonSerializer.SerializeToUtf8Bytes(request, ModelJson.Default.RunRequest),
            NoHeaders,
            cancel
        );
}
