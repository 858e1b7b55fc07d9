using RabbitMQ.Client;
using Ringback.Model;

namespace Ringback.Aggregator.Bus;

/// <summary>Every durable exchange and queue of the product: the centre declares them, to a worker a missing one is "broker away".</summary>
internal static class Topology
{
    /// <summary>Batches that are not committed yet.</summary>
    public const string Ingest = "ringback.ingest";

    /// <summary>Exchange and queue of what no healthy ledger takes, and of what was delivered too often.</summary>
    public const string Parked = "ringback.parked";

    /// <summary>A batch that kills its consumer this often is parked by the broker itself.</summary>
    public const int DeliveryLimit = 20;

    /// <summary>A stream's oldest segment goes when all together are larger; a catalog version is some hundred kilobytes.</summary>
    private const int CatalogStreamBytes = 64 * 1024 * 1024;

    /// <summary>A request is a hundred bytes, and over after seconds.</summary>
    private const int RunStreamBytes = 4 * 1024 * 1024;

    /// <summary>Of the ingest queue, wherever it is declared: they must be the same everywhere.</summary>
    public static IReadOnlyDictionary<string, object?> IngestArguments { get; } =
        new Dictionary<string, object?>
        {
            ["x-queue-type"] = "quorum",
            ["x-delivery-limit"] = DeliveryLimit,
            ["x-dead-letter-exchange"] = Parked, // a limit without one drops
        };

    public static async Task DeclareAsync(IChannel channel, IEnumerable<string> regions, CancellationToken cancel)
    {
        await channel.ExchangeDeclareAsync(Parked, ExchangeType.Fanout, durable: true, cancellationToken: cancel);
        await DeclareQueueAsync(channel, Parked, new() { ["x-queue-type"] = "quorum" }, cancel);
        await channel.QueueBindAsync(Parked, Parked, "", cancellationToken: cancel);

        await channel.ExchangeDeclareAsync(
            BusNames.Results,
            ExchangeType.Fanout,
            durable: true,
            cancellationToken: cancel
        );
        await DeclareQueueAsync(channel, Ingest, new(IngestArguments), cancel);
        await channel.QueueBindAsync(Ingest, BusNames.Results, "", cancellationToken: cancel);

        foreach (var region in regions)
        {
            await DeclareQueueAsync(
                channel,
                BusNames.Catalog(region),
                new()
                {
                    ["x-queue-type"] = "stream",
                    ["x-max-length-bytes"] = CatalogStreamBytes,
                    ["x-stream-max-segment-size-bytes"] = CatalogStreamBytes / 4,
                },
                cancel
            );
            await DeclareQueueAsync(
                channel,
                BusNames.Runs(region),
                new()
                {
                    ["x-queue-type"] = "stream",
                    ["x-max-length-bytes"] = RunStreamBytes,
                    ["x-stream-max-segment-size-bytes"] = RunStreamBytes / 4,
                },
                cancel
            );
        }
    }

    private static Task<QueueDeclareOk> DeclareQueueAsync(
        IChannel channel,
        string queue,
        Dictionary<string, object?> arguments,
        CancellationToken cancel
    ) =>
        channel.QueueDeclareAsync(
            queue,
            durable: true,
            exclusive: false,
            autoDelete: false,
            arguments,
            cancellationToken: cancel
        );
}
