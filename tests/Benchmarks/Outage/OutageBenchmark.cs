using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Ringback.Aggregator;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store;
using Ringback.Store.Catalogs;
using Ringback.Tests.Benchmarks.Lab;
using Ringback.Tests.Benchmarks.Workload;

namespace Ringback.Tests.Benchmarks.Outage;

/// <summary>One region of a large site loses its connection: how soon that is one incident, and what it costs until all hangs together.</summary>
internal sealed class OutageBenchmark : IBenchmark
{
    private const string Region = "prague";
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Outage = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public string Name => "outage";

    public string About =>
        "a region whose every target fails at once: from its last result to one incident of the region";

    public async Task RunAsync(BenchmarkLab lab, CancellationToken cancel)
    {
        var connection = await lab.NewDatabaseAsync(cancel);
        await using var database = Database.Open(connection, "benchmark");
        var start = Instant.Now(TimeProvider.System) - Quiet - Outage;
        await new CatalogLedger(database, new StandingClock(start)).ApplyAsync(Fleet.Catalog, TimeSpan.Zero, cancel);
        using var app = await StartAsync(connection, cancel);
        var ingest = app.Services.GetRequiredService<Aggregator.Ingest.Ingest>();

        await TakeAsync(ingest, new Window(start, start + Quiet), fails: false, evenly: false, cancel);
        await UntilAsync(database, Settled, cancel);
        using var statements = new Statements();
        var whole = new Window(start + Quiet, start + Quiet + Outage);
        await TakeAsync(ingest, whole, fails: true, evenly: false, cancel);
        var started = TimeProvider.System.GetTimestamp();
        await UntilAsync(database, "select exists (select from incident where region is not null)", cancel);
        var found = TimeProvider.System.GetElapsedTime(started);
        await UntilAsync(database, Settled, cancel);
        var settled = TimeProvider.System.GetElapsedTime(started);
        var outage = statements.Take();

        // The same load as it comes: an interval's results within an interval.
        var minute = TimeProvider.System.GetTimestamp();
        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromMinutes(1); passed += Fleet.Interval)
        {
            var from = start + Quiet + Outage + passed;
            await TakeAsync(ingest, new Window(from, from + Fleet.Interval), fails: true, evenly: true, cancel);
        }

        var lasted = TimeProvider.System.GetElapsedTime(minute);
        var live = statements.Take();
        var incidents = await CountAsync(
            database,
            "select count(*) from incident where target is not null and merged_into is null and not withdrawn",
            cancel
        );
        var parts = await CountAsync(
            database,
            "select count(*) from incident_part join incident on incident.id = whole where region is not null",
            cancel
        );
        await app.StopAsync(cancel);
        Console.WriteLine(
            $"""
            {Fleet.Targets} targets, {Fleet.Regions.Length} regions, {Outage.TotalSeconds:0} s of results taken at once, {incidents} incidents of targets
              from the last result to the region's incident   {found.TotalSeconds:0.0} s
              until all is derived and correlated              {settled.TotalSeconds:0.0} s, {parts} incidents are its parts
              statements of derivers and correlator            {outage} in that time, {live
                * 60
                / lasted.TotalSeconds:N0} a minute of the outage under live load
            """
        );
    }

    private const string Settled =
        "select not exists (select from every_touch) and not exists (select from incident_news)";

    private static async Task TakeAsync(
        Aggregator.Ingest.Ingest ingest,
        Window window,
        bool fails,
        bool evenly,
        CancellationToken cancel
    )
    {
        var batches = Fleet.Batches(window, seed: 1);
        foreach (var batch in batches)
        {
            await ingest.TakeAsync(
                batch with
                {
                    Results = [.. batch.Results.Select(result => Seen(result, fails && result.Region == Region))],
                },
                cancel
            );
            if (evenly)
                await Task.Delay(Fleet.Interval / batches.Count, TimeProvider.System, cancel);
        }
    }

    private static ProbeResult Seen(ProbeResult result, bool isDown) =>
        result with
        {
            Outcome = isDown ? Outcome.Down : Outcome.Up,
            Reason = isDown ? Reason.Timeout : null,
            Detail = null,
            Evidence = null,
        };

    private static async Task<IHost> StartAsync(string database, CancellationToken cancel)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddAggregator(new AggregatorOptions { Database = database });
        var app = builder.Build();
        await app.StartAsync(cancel);
        return app;
    }

    private static async Task UntilAsync(NpgsqlDataSource database, string sql, CancellationToken cancel)
    {
        while (true)
        {
            await using var command = database.CreateCommand(sql);
            if (await command.ExecuteScalarAsync(cancel) is true)
                return;

            await Task.Delay(Look, TimeProvider.System, cancel);
        }
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, string sql, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Statements and batches of them that this process sends, less those of the benchmark itself.</summary>
    private sealed class Statements : IDisposable
    {
        private readonly ActivityListener _listener;
        private long _count;

        public Statements()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == "Npgsql",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = done =>
                {
                    var sql = (done.GetTagItem("db.query.text") ?? done.GetTagItem("db.statement")) as string;
                    if (
                        sql?.StartsWith("select exists (select from incident", StringComparison.Ordinal) != true
                        && sql != Settled
                    )
                        Interlocked.Increment(ref _count);
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        /// <summary>Since the last time.</summary>
        public long Take() => Interlocked.Exchange(ref _count, 0);

        public void Dispose() => _listener.Dispose();
    }
}
