using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.ProbeWorker;
using Ringback.ProbeWorker.Delivery;
using Ringback.ProbeWorker.Machine;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.ProbeWorker.Delivery;

public sealed class AmqpDeliveryTests(LabFixture lab)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_confirmed_batch_lies_in_the_queue_as_it_was_persistent()
    {
        await using var queue = await QueueAsync();
        await queue.DeclareExchangeAsync();
        await queue.BindQueueAsync();
        await using var delivery = await DeliveryAsync(queue);
        var batch = Batch(0, 3);

        await delivery.DeliverAsync(batch, Cancel);

        var message = Assert.Single(await queue.TakeAllAsync());
        Assert.Equal("application/json", message.BasicProperties.ContentType);
        Assert.Equal(DeliveryModes.Persistent, message.BasicProperties.DeliveryMode);
        Assert.Equal(
            JsonSerializer.Serialize(batch, ModelJson.Default.ResultBatch),
            System.Text.Encoding.UTF8.GetString(message.Body.Span)
        );
    }

    [Fact]
    public async Task A_missing_exchange_and_a_missing_queue_are_an_absent_broker_until_they_are_there()
    {
        await using var queue = await QueueAsync();
        await using var delivery = await DeliveryAsync(queue);

        await Assert.ThrowsAnyAsync<Exception>(() => delivery.DeliverAsync(Batch(0, 1), Cancel));
        await queue.DeclareExchangeAsync();
        var unroutable = await Assert.ThrowsAnyAsync<PublishException>(() =>
            delivery.DeliverAsync(Batch(0, 1), Cancel)
        );
        Assert.True(unroutable.IsReturn);
        await queue.BindQueueAsync();
        await delivery.DeliverAsync(Batch(0, 1), Cancel);

        Assert.Single(await queue.TakeAllAsync());
    }

    [Fact]
    public async Task Through_a_connection_that_breaks_again_and_again_everything_arrives_and_in_order()
    {
        const int Count = 3000;
        await using var queue = await QueueAsync();
        await queue.DeclareExchangeAsync();
        await queue.BindQueueAsync();
        await using var relay = new CuttableRelay(new Uri(await lab.BrokerAsync()));
        await using var delivery = new AmqpDelivery(
            new Broker(relay.Uri, "test") { ResultsExchange = queue.Name },
            TimeProvider.System
        );
        var folder = Directory.CreateTempSubdirectory("ringback-amqp-").FullName;
        try
        {
            var metrics = new WorkerMetrics("prague");
            using var spool = new Spool(
                SpoolFile.Open(Path.Combine(folder, "spool.db"), 1 << 24),
                metrics,
                ThisMachine.Instance,
                NullLogger.Instance
            );
            var publisher = new Publisher(
                "prague",
                "w",
                spool,
                delivery,
                metrics,
                TimeProvider.System,
                NullLogger.Instance
            );
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var publishing = publisher.RunAsync(stop.Token);
            for (var i = 0; i < Count; i++)
            {
                var written = spool.AppendAsync(Result(i));
                if (i % 100 == 0)
                    Assert.True(await written);

                if (i % 1000 == 500)
                    relay.Cut();

                if (i % 1000 == 900)
                    relay.Mend();
            }

            await Until.TrueAsync(() => spool.Count == 0, "the spool is empty");
            await stop.CancelAsync();
            await Task.WhenAny(publishing);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        var results = (await queue.TakeAllAsync())
            .SelectMany(message =>
                JsonSerializer.Deserialize(message.Body.Span, ModelJson.Default.ResultBatch)!.Results
            )
            .DistinctBy(result => result.Key)
            .Select(result => result.ScheduledAt.Microseconds);
        Assert.Equal(Enumerable.Range(0, Count).Select(i => (long)i), results);
    }

    private static ResultBatch Batch(int from, int count) =>
        new()
        {
            Region = "prague",
            Worker = "w",
            Results = [.. Enumerable.Range(from, count).Select(Result)],
        };

    private static ProbeResult Result(int number) =>
        new()
        {
            Target = "site",
            Region = "prague",
            ScheduledAt = new Instant(number),
            StartedAt = new Instant(number),
            Trigger = Trigger.Schedule,
            Outcome = Outcome.Up,
        };

    private async Task<BrokerQueue> QueueAsync() => await BrokerQueue.ConnectAsync(new Uri(await lab.BrokerAsync()));

    private async Task<AmqpDelivery> DeliveryAsync(BrokerQueue queue) =>
        new(new Broker(new Uri(await lab.BrokerAsync()), "test") { ResultsExchange = queue.Name }, TimeProvider.System);
}
