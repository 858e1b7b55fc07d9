using System.Globalization;
using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store;
using Ringback.Store.Results;
using Ringback.Tests.Benchmarks.Lab;
using Ringback.Tests.Benchmarks.Reads;
using Ringback.Tests.Benchmarks.Workload;

namespace Ringback.Tests.Benchmarks.Feeds;

/// <summary>What status pages, feed readers and Prometheus wait for.</summary>
internal sealed class FeedsBenchmark : IBenchmark
{
    private const int PerSecond = 2_000;
    private const int Changes = 10;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    public string Name => "feeds";

    public string About =>
        $"304 of a feed at {PerSecond} requests/s, from commit to feed, a scrape of {Fleet.Targets} targets from {Fleet.Regions.Length} regions";

    public async Task RunAsync(BenchmarkLab lab, CancellationToken cancel)
    {
        var connection = await lab.NewDatabaseAsync(cancel);
        await using var database = Database.Open(connection, "ringback-bench");
        var now = Instant.Now(TimeProvider.System);
        await new YearOfHistory(database, new Window(now - Year, now)).WriteAsync(cancel);
        var ledger = new ResultLedger(database);
        foreach (var batch in Fleet.Batches(new Window(now - (2 * Fleet.Interval), now), 2))
            await ledger.StoreAsync([.. batch.Results.Select(result => new TakenResult(result, null))], now, cancel);

        await using var api = await ServedLedger.StartAsync(lab, connection, cancel);
        using var http = new HttpClient { BaseAddress = api.Url };
        var load = new HttpLoad(http);

        await NotModifiedAsync(http, api, cancel);
        await load.SeriesAsync("/v1/status of the fleet", "/v1/status", 20, cancel);
        await VisibleAsync(http, database, cancel);
        await ScrapeAsync(load, cancel);
    }

    private static async Task NotModifiedAsync(HttpClient http, ServedLedger api, CancellationToken cancel)
    {
        const string Path = "/api/v2/summary.json";
        using var first = await http.GetAsync(Path, cancel);
        var requests = new SocketLoad(api.Port, Path, first.Headers.ETag!.ToString());
        requests.Run(PerSecond, WarmUp, 304); // so that nothing is compiled while it is measured
        for (var round = 0; round < 3; round++)
        {
            var before = api.CpuTime;
            var waits = requests.Run(PerSecond, Length, 304);
            var cost = (api.CpuTime - before).TotalMicroseconds / waits.Count;
            HttpLoad.Print(
                $"304 of {Path}",
                waits,
                string.Create(CultureInfo.InvariantCulture, $"{cost:F0} µs of the API's processor time a request")
            );
        }
    }

    /// <summary>From the commit of a verdict until a reader that asks again and again sees it.</summary>
    private static async Task VisibleAsync(HttpClient http, NpgsqlDataSource database, CancellationToken cancel)
    {
        var waits = new List<TimeSpan>();
        for (var change = 0; change < Changes; change++)
        {
            var verdict = change % 2 == 0 ? Verdict.Down : Verdict.Up;
            var at = Instant.Now(TimeProvider.System);
            await using (
                var write = database.CreateCommand("insert into component_verdict values (1, $1, $2, 0, 0, 0, 0, 0)")
            )
            {
                write.Parameters.AddWithValue(at.ToDateTimeOffset().UtcDateTime);
                write.Parameters.AddWithValue((short)verdict);
                await write.ExecuteNonQueryAsync(cancel);
            }

            var committed = TimeProvider.System.GetTimestamp();
            var word = verdict == Verdict.Down ? "down" : "up";
            while (
                !(await http.GetStringAsync("/api/v2/components/service-0.json", cancel)).Contains(
                    $"\"verdict\":\"{word}\"",
                    StringComparison.Ordinal
                )
            )
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancel);

            waits.Add(TimeProvider.System.GetElapsedTime(committed));
        }

        HttpLoad.Print("from commit to feed", waits, $"{Changes} changes");
    }

    private static async Task ScrapeAsync(HttpLoad load, CancellationToken cancel)
    {
        var waits = new List<TimeSpan>();
        var bytes = 0L;
        for (var round = 0; round < 13; round++)
        {
            var started = TimeProvider.System.GetTimestamp();
            bytes = await load.GetAsync("/metrics/ledger", cancel);
            var took = TimeProvider.System.GetElapsedTime(started);
            if (round < 2) // who has come twice is expected
                Console.WriteLine($"a scrape that nobody expected: {took.TotalMilliseconds:F1} ms");
            else
                waits.Add(took);

            await Task.Delay(TimeSpan.FromSeconds(6), TimeProvider.System, cancel); // what is kept for others is too old then
        }

        HttpLoad.Print(
            string.Create(
                CultureInfo.InvariantCulture,
                $"a scrape of {Fleet.Targets} targets from {Fleet.Regions.Length} regions"
            ),
            waits,
            $"{bytes / 1024} KiB each"
        );
    }
}
