using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Npgsql;
using Ringback.Aggregator;
using Ringback.Aggregator.Bus;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.ProbeWorker.Delivery;
using Ringback.Store;
using Ringback.Store.Catalogs;
using Ringback.Tests.Benchmarks.Figures;
using Ringback.Tests.Benchmarks.Lab;
using Ringback.Tests.Benchmarks.Workload;

namespace Ringback.Tests.Benchmarks.EndToEnd;

/// <summary>A backlog of five workers, over a quorum queue and an aggregator, until the last verdict is committed.</summary>
internal sealed class EndToEndBenchmark : IBenchmark
{
    private const int Rounds = 3;
    private static readonly TimeSpan Stretch = TimeSpan.FromMinutes(20); // 200,000 results a round
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public string Name => "end-to-end";

    public string About => "results from the worker's publisher through a quorum queue to committed verdicts";

    public async Task RunAsync(BenchmarkLab lab, CancellationToken cancel)
    {
        var broker = await lab.BrokerAsync(cancel);
        var connection = await lab.NewDatabaseAsync(cancel);
        await using var database = Database.Open(connection, "benchmark");
        var start = Instant.Now(TimeProvider.System) - ((Rounds + 2) * Stretch);
        await new CatalogLedger(database, new StandingClock(start)).ApplyAsync(Fleet.Catalog, TimeSpan.Zero, cancel);

        using var metric = new StoredCount();
        await using var app = await StartAsync(connection, broker, cancel);
        await UntilAsync("the targets are derived", database, "select count(*) = 0 from every_touch", cancel);

        var costs = new Dictionary<string, TimeSpan>();

        // A round that is not counted, so that nothing is compiled or planned while it is measured.
        await RoundAsync(0);
        List<Round> rounds = [];
        costs.Clear();
        for (var round = 1; round <= Rounds; round++)
            rounds.Add(await RoundAsync(round));

        var results = rounds.Sum(round => round.Results);
        await app.StopAsync(cancel);
        var rows = await CountAsync(database, "select count(*) from result", cancel);
        if (rows != metric.Value)
            throw new InvalidOperationException($"{rows} rows are there of {metric.Value} results that were stored");

        Console.WriteLine(
            $"""
            {Fleet.Regions.Length} publishers, batches of {ResultBatch.MaxResults}, all on this machine, {Rounds} rounds of {rounds[
                0
            ].Results:N0}: median (least–most)
              confirmed by the broker  {Spread.Of(
                rounds.Select(round => round.Results / round.Published.TotalSeconds)
            ):N0} results/s
              stored                   {Spread.Of(
                rounds.Select(round => round.Results / round.Stored.TotalSeconds)
            ):N0} results/s
              verdicts committed       {Spread.Of(
                rounds.Select(round => round.Results / round.Derived.TotalSeconds)
            ):N0} results/s
              processor time a result  {string.Join(", ", costs.Select(each => $"{each.Key} {each.Value.TotalMicroseconds / results:N1} µs"))}
            """
        );

        async Task<Round> RoundAsync(int round)
        {
            var from = start + (round * Stretch);
            var batches = Fleet.Batches(new Window(from, from + Stretch), round);
            var before = lab.CpuTimes();
            var done = await RunAsync(database, broker, metric, batches, cancel);
            foreach (var (name, used) in lab.CpuTimes())
                costs[name] = costs.GetValueOrDefault(name) + used - before[name];

            return done;
        }
    }

    private static async Task<Round> RunAsync(
        NpgsqlDataSource database,
        Uri broker,
        StoredCount metric,
        List<ResultBatch> batches,
        CancellationToken cancel
    )
    {
        var count = batches.Sum(batch => batch.Results.Count);
        var stored = metric.Value;
        var started = TimeProvider.System.GetTimestamp();
        var publishing = Task.WhenAll(batches.GroupBy(batch => batch.Region).Select(PublishAsync));
        var published = publishing.ContinueWith(
            _ => TimeProvider.System.GetElapsedTime(started),
            cancel,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        await publishing;
        await UntilAsync("all are stored", () => Task.FromResult(metric.Value == stored + count), cancel);
        var storedAt = TimeProvider.System.GetElapsedTime(started);
        await UntilAsync("nothing is touched", database, "select not exists (select from every_touch)", cancel);
        return new Round(count, await published, storedAt, TimeProvider.System.GetElapsedTime(started));

        async Task PublishAsync(IEnumerable<ResultBatch> ofRegion)
        {
            await using var delivery = new AmqpDelivery(new Broker(broker, "benchmark"), TimeProvider.System);
            foreach (var batch in ofRegion)
                await delivery.DeliverAsync(batch, cancel);
        }
    }

    private static async Task<WebApplication> StartAsync(string database, Uri broker, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Services.AddAggregator(new AggregatorOptions { Database = database });
        builder.Services.AddBus(broker);
        var app = builder.Build();
        await app.StartAsync(cancel);
        return app;
    }

    private static Task UntilAsync(string what, NpgsqlDataSource database, string sql, CancellationToken cancel) =>
        UntilAsync(
            what,
            async () =>
            {
                await using var command = database.CreateCommand(sql);
                return await command.ExecuteScalarAsync(cancel) is true;
            },
            cancel
        );

    private static async Task UntilAsync(string what, Func<Task<bool>> isSo, CancellationToken cancel)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromMinutes(5))
                throw new TimeoutException($"never came: {what}");

            await Task.Delay(Look, TimeProvider.System, cancel);
        }
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, string sql, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <param name="Published">From the first publish to the last confirm; the others from the same start.</param>
    private readonly record struct Round(int Results, TimeSpan Published, TimeSpan Stored, TimeSpan Derived);

    /// <summary>The catalog is in force since before the first result.</summary>
    private sealed class StandingClock(Instant now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now.ToDateTimeOffset();
    }
}
