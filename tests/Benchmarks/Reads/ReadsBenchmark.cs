using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store;
using Ringback.Tests.Benchmarks.Lab;
using Ringback.Tests.Benchmarks.Workload;

namespace Ringback.Tests.Benchmarks.Reads;

/// <summary>What a reader of a year's history waits for: over HTTP, from the real API over the real ledger.</summary>
internal sealed class ReadsBenchmark : IBenchmark
{
    private const int PerSecond = 500;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    public string Name => "reads";

    public string About => $"a year by day of one target at {PerSecond} requests/s, a year of all, a raw day of one";

    public async Task RunAsync(BenchmarkLab lab, CancellationToken cancel)
    {
        var connection = await lab.NewDatabaseAsync(cancel);
        await using var database = Database.Open(connection, "ringback-bench");
        var now = Instant.Now(TimeProvider.System);
        var history = new YearOfHistory(database, new Window(now - Year, now));
        await history.WriteAsync(cancel);
        await using var api = await ServedLedger.StartAsync(lab, connection, cancel);
        using var http = new HttpClient { BaseAddress = api.Url };
        var load = new HttpLoad(http);

        await load.SeriesAsync("a year by day of one target, one after the other", OneByDay(0), 200, cancel);
        var (before, served) = (lab.CpuTimes(), api.CpuTime);
        var requests = await load.RateAsync("a year by day of one target", PerSecond, Length, OneByDay, cancel);
        var costs = lab.CpuTimes()
            .Select(each => (each.Key, Used: each.Value - before[each.Key]))
            .Prepend((Key: "API", Used: api.CpuTime - served))
            .Select(each => $"{each.Key} {each.Used.TotalMilliseconds / requests:F2} ms");
        Console.WriteLine($"  processor time a request, its client's too: {string.Join(", ", costs)}");
        await load.SeriesAsync("a year of all targets", "/v1/availability?" + Query(now - Year, now), 30, cancel);
        await RawDayAsync(load, history, cancel);

        string OneByDay(int request) =>
            $"/v1/targets/{Fleet.Catalog.Targets[request * 7 % Fleet.Targets].Id}/availability?{Query(now - Year, now)}&resolution=day";
    }

    private static string Query(Instant from, Instant to) => $"from={from}&to={to}";

    private static async Task RawDayAsync(HttpLoad load, YearOfHistory history, CancellationToken cancel)
    {
        var (target, day, runs) = history.RawDay;
        var (from, to) = (day.From, day.To);
        await load.SeriesAsync(
            $"a raw day of one target ({runs} runs), its first 1,000",
            $"/v1/targets/{target}/results?{Query(from, to)}&limit=1000",
            30,
            cancel
        );
        var waits = await history.ReadRawDayAsync(30, cancel);
        HttpLoad.Print($"a raw day of one target ({runs} runs), all of it from the ledger", waits, "unpacked");
    }
}
