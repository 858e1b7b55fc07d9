using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.ProbeWorker.Catalogs;
using Ringback.ProbeWorker.Delivery;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.ProbeWorker.Catalogs;

public sealed class CatalogStreamTests(LabFixture lab)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_late_worker_gets_the_newest_version_then_each_as_it_comes_also_after_the_connection_broke()
    {
        var broker = new Uri(await lab.BrokerAsync());
        await using var centre = await BrokerQueue.ConnectAsync(broker);
        await using var relay = new CuttableRelay(broker);
        var region = centre.Name;
        var stream = BusNames.Catalog(region);
        var adopted = new ConcurrentQueue<Catalog>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var reader = new CatalogStream(
            new Broker(relay.Uri, "test"),
            region,
            adopted.Enqueue,
            TimeProvider.System,
            NullLogger<CatalogStream>.Instance
        );
        var reading = reader.RunAsync(stop.Token);

        // There is no stream yet: to the worker the broker is away. Then versions come before it looks again.
        await centre.DeclareStreamAsync(stream);
        try
        {
            await PublishAsync(centre, stream, 1);
            await PublishAsync(centre, stream, 2);
            await Until.TrueAsync(() => Has(2), "version 2 is adopted");

            await centre.PublishAsync(stream, "no catalog"u8.ToArray());
            await PublishAsync(centre, stream, 3);
            await Until.TrueAsync(() => Has(3), "version 3 is adopted");

            relay.Cut();
            await PublishAsync(centre, stream, 4);
            relay.Mend();
            await Until.TrueAsync(() => Has(4), "version 4 is adopted");
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAny(reading);
            await centre.DeleteAsync(stream);
        }

        bool Has(int second) => adopted.Any(catalog => catalog.EffectiveAt == At(second));
    }

    private static Instant At(int second) => new(second * 1_000_000L);

    private static Task PublishAsync(BrokerQueue centre, string stream, int second) =>
        centre.PublishAsync(
            stream,
            JsonSerializer.SerializeToUtf8Bytes(
                new Catalog
                {
                    EffectiveAt = At(second),
                    Regions = [],
                    Components = [],
                    Targets = [],
                },
                ModelJson.Default.Catalog
            )
        );
}
