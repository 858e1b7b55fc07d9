using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Catalogs;
using Ringback.ProbeWorker.Delivery;
using Ringback.Tests.Integration.Store;
using CentreTopology = Ringback.Aggregator.Bus.Topology;

namespace Ringback.Tests.Integration.Aggregator.Bus;

/// <summary>The contract of the two halves: the worker's bare client on one side, MassTransit and the ledger on the other.</summary>
public sealed class BusTests(BusFixture bus) : IClassFixture<BusFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_batch_that_a_worker_delivers_is_in_the_ledger_once_however_often_it_comes()
    {
        var slot = bus.NextSlot();
        await using var delivery = new AmqpDelivery(new Broker(bus.Broker, "test"), TimeProvider.System);

        for (var again = 0; again < 3; again++)
            await delivery.DeliverAsync(Batch(slot), Cancel);

        await BusFixture.UntilAsync("stored", async () => await bus.StoredAsync(slot) == 2);
        await BusFixture.UntilAsync("nothing waits", async () => await bus.WaitingAsync(CentreTopology.Ingest) == 0);
        Assert.Equal(2, await bus.StoredAsync(slot));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{\"region\":5}")]
    [InlineData("{\"region\":\"prague\",\"worker\":\"w\",\"results\":[null]}")]
    [InlineData("[]")]
    public async Task What_is_no_batch_is_parked_whole_and_the_rest_goes_on(string body)
    {
        var before = await bus.WaitingAsync(CentreTopology.Parked);
        await PublishAsync(Encoding.UTF8.GetBytes(body));
        var slot = bus.NextSlot();
        await PublishAsync(Bytes(Batch(slot)));

        await BusFixture.UntilAsync("the good one is stored", async () => await bus.StoredAsync(slot) == 2);
        await BusFixture.UntilAsync(
            "the bad one is parked",
            async () => await bus.WaitingAsync(CentreTopology.Parked) == before + 1
        );
        var parked = await TakeLastParkedAsync();
        Assert.Equal(body, Encoding.UTF8.GetString(parked.Body.Span));
        Assert.True(
            parked.BasicProperties.Headers!.Keys.Any(name => name is "ringback-reason" or "x-death"),
            "nothing says why it is parked"
        );
    }

    [Fact]
    public async Task A_batch_of_too_many_results_is_parked_with_its_reason()
    {
        var slot = bus.NextSlot();
        var result = Samples.Result("pbx", "prague", slot);
        var tooMany = new ResultBatch
        {
            Region = "prague",
            Worker = "test",
            Results = [.. Enumerable.Repeat(result, ResultBatch.MaxResults + 1)],
        };
        await PublishAsync(Bytes(tooMany));

        await BusFixture.UntilAsync("parked", async () => await bus.WaitingAsync(CentreTopology.Parked) > 0);
        var parked = await TakeLastParkedAsync();
        var reason = Encoding.UTF8.GetString((byte[])parked.BasicProperties.Headers!["ringback-reason"]!);
        Assert.Contains("at most 500 results", reason, StringComparison.Ordinal);
        Assert.Equal(0, await bus.StoredAsync(slot));
    }

    [Fact]
    public async Task A_database_that_is_away_loses_nothing_and_parks_nothing()
    {
        var parked = await bus.WaitingAsync(CentreTopology.Parked);
        await bus.Lab.StopAsync("postgres");
        var slots = Enumerable.Range(0, 100).Select(_ => bus.NextSlot()).ToList();
        foreach (var slot in slots)
            await PublishAsync(Bytes(Batch(slot)));

        await bus.Lab.ResumeAsync("postgres", Cancel);
        foreach (var slot in slots)
            await BusFixture.UntilAsync("stored", async () => await bus.StoredAsync(slot) == 2);

        await BusFixture.UntilAsync("nothing waits", async () => await bus.WaitingAsync(CentreTopology.Ingest) == 0);
        Assert.Equal(parked, await bus.WaitingAsync(CentreTopology.Parked));
    }

    [Fact]
    public async Task A_late_reader_is_told_the_newest_catalog_only()
    {
        await bus.ApplyAsync("first");
        var newest = await bus.ApplyAsync("second");
        List<Catalog> told = [];
        await BusFixture.UntilAsync(
            "the newest version is told",
            async () =>
            {
                told = await ReadAsync("prague");
                return told is [.., var last] && last.EffectiveAt == newest.Catalog.EffectiveAt;
            }
        );

        Assert.Equal(["pbx", "web", "second"], told[^1].Targets.Select(target => target.Id));
        Assert.DoesNotContain(told, catalog => catalog.Targets.Count == 2);
    }

    /// <summary>As a worker that comes now; a stream gives its last chunk, which holds the last version.</summary>
    private async Task<List<Catalog>> ReadAsync(string region)
    {
        var told = new List<Catalog>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var first = new TaskCompletionSource();
        var stream = new CatalogStream(
            new Broker(bus.Broker, "late"),
            region,
            catalog =>
            {
                lock (told)
                    told.Add(catalog);

                first.TrySetResult();
            },
            TimeProvider.System,
            NullLogger<CatalogStream>.Instance
        );
        var reading = stream.RunAsync(stop.Token);
        await first.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        await stop.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (told)
            return [.. told];
    }

    private static ResultBatch Batch(Instant slot) =>
        new()
        {
            Region = "prague",
            Worker = "test",
            Results = [Samples.Result("pbx", "prague", slot), Samples.Result("web", "prague", slot, Outcome.Down)],
        };

    private static byte[] Bytes(ResultBatch batch) =>
        JsonSerializer.SerializeToUtf8Bytes(batch, ModelJson.Default.ResultBatch);

    private async Task PublishAsync(byte[] body) =>
        await bus.Channel.BasicPublishAsync(
            BusNames.Results,
            "",
            mandatory: true,
            new BasicProperties { ContentType = "application/json", Persistent = true },
            body,
            Cancel
        );

    /// <summary>Empties the parked queue; the last of it.</summary>
    private async Task<BasicGetResult> TakeLastParkedAsync()
    {
        BasicGetResult? last = null;
        while (await bus.Channel.BasicGetAsync(CentreTopology.Parked, autoAck: true, Cancel) is { } parked)
            last = parked;

        Assert.NotNull(last);
        return last;
    }
}
