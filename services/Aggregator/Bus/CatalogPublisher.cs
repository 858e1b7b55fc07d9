using System.Text.Json;
using Ringback.Aggregator.Catalogs;
using Ringback.Model;
using Ringback.Store.Catalogs;
using Ringback.Store.Reads;

namespace Ringback.Aggregator.Bus;

/// <summary>Declares what is durable, and tells every region of every catalog version: at once, and again after a reconnect.</summary>
internal sealed partial class CatalogPublisher(
    BrokerConnection broker,
    CatalogNews news,
    CatalogReads catalogs,
    TimeProvider time,
    ILogger<CatalogPublisher> log
) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BackOff = TimeSpan.FromSeconds(1);
    private static readonly Dictionary<string, object?> NoHeaders = [];

    private CatalogVersion? _published;
    private int _generation;
    private bool _isAway;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Poll;
            try
            {
                await PublishNewestAsync(stoppingToken);
                _isAway = false;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (!_isAway)
                    LogAway(e.Message);

                _isAway = true;
                pause = BackOff;
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PublishNewestAsync(CancellationToken cancel)
    {
        var channel = await broker.ChannelAsync(cancel);
        var newest = news.Newest;
        if (broker.Generation == _generation && ReferenceEquals(newest, _published))
            return;

        // A region that the newest version no longer names must hear so, too.
        var regions = await catalogs.ReadRegionsAsync(cancel);
        await Topology.DeclareAsync(channel, regions, cancel);
        if (newest is not null)
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(newest.Catalog, ModelJson.Default.Catalog);
            foreach (var region in regions)
                await broker.PublishAsync("", BusNames.Catalog(region), body, NoHeaders, cancel);

            LogPublished(newest.Id, newest.Catalog.EffectiveAt, regions.Count);
        }

        (_generation, _published) = (broker.Generation, newest);
    }

    [LoggerMessage(
        LogLevel.Information,
        "Catalog version {Id}, in force from {EffectiveAt}, told to {Regions} regions"
    )]
    private partial void LogPublished(long id, Instant effectiveAt, int regions);

    [LoggerMessage(LogLevel.Warning, "Catalogs are not published: {Error}")]
    private partial void LogAway(string error);
}
