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
        await using var database = Database.Open(await lab.NewDatabaseAsync(cancel), "ringback-bench");
        var now = Instant.Now(TimeProvider.System);
        var history = new YearOfHistory(database, new Window(now - Year, now));
        await history.WriteAsync(cancel);
        await using var api = await ServedLedger.StartAsync(database, cancel);
        using var http = new HttpClient { BaseAddress = new Uri(api.Urls.First()) };
        var load = new HttpLoad(http);

        await load.SeriesAsync("a year by day of one target, one after the other", OneByDay(0), 200, cancel);
        var before = lab.CpuTimes();
        var requests = await load.RateAsync("a year by day of one target", PerSecond, Length, OneByDay, cancel);
        var costs = lab.CpuTimes()
            .Select(each => $"{each.Key} {(each.Value - before[each.Key]).TotalMilliseconds / requests:F2} ms");
        Console.WriteLine($"  processor time a request, its client's too: {string.Join(", ", costs)}");
        await load.SeriesAsync("a year of all targets", "/v1/availability?" + Query(now - Year, now), 30, cancel);
        await RawDayAsync(load, history, cancel);

        string OneByDay(int request) =>
            $"/v1/targets/{Fleet.Catalog.Targets[request * 7 % Fleet.Targets].Id}/availability?{Query(now - Year, now)}&resolution=day";
    }

    private static string Query(Instant from, Instant to) => $"from={from}&to={to}";

<<<<<<< HEAD
    private static async Task<WebApplication> StartAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration["Access"] = "open";
        builder.Configuration["RateLimit:Address"] = "0";
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddApi();
        var app = builder.Build();
        app.MapApi();
        await app.StartAsync(cancel);
        return app;
    }

    /// <summary>Each request starts at its instant, whether or not the ones before it are answered; its time counts from there.</summary>
    /// <returns>How many requests were made.</returns>
    private static async Task<int> RateAsync(
        HttpClient http,
        string what,
        Func<int, string> path,
        CancellationToken cancel
    )
    {
        for (var warm = 0; warm < WarmUp; warm++)
            await GetAsync(http, path(warm), cancel);

        var count = (int)(PerSecond * Length.TotalSeconds);
        var failed = 0;
        var start = TimeProvider.System.GetTimestamp();
        var waits = new Task<TimeSpan>[count];
        for (var request = 0; request < count; request++)
        {
            var due = TimeSpan.FromSeconds((double)request / PerSecond);
            while (TimeProvider.System.GetElapsedTime(start) < due)
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancel);

            waits[request] = WaitAsync(path(request), due);
        }

        var done = await Task.WhenAll(waits);
        var length = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        Print(what, done, $"{count} requests in {length:F1} s, {failed} of them failed");
        return WarmUp + count;

        async Task<TimeSpan> WaitAsync(string asked, TimeSpan due)
        {
            try
            {
                await GetAsync(http, asked, cancel);
            }
            catch (HttpRequestException)
            {
                Interlocked.Increment(ref failed); // such as 503, where the ledger has no connection left
            }

            return TimeProvider.System.GetElapsedTime(start) - due;
        }
    }

    private static async Task SeriesAsync(
        HttpClient http,
        string what,
        string path,
        int rounds,
        CancellationToken cancel
    )
    {
        await GetAsync(http, path, cancel);
        var waits = new List<TimeSpan>();
        var bytes = 0L;
        for (var round = 0; round < rounds; round++)
        {
            var started = TimeProvider.System.GetTimestamp();
            bytes = await GetAsync(http, path, cancel);
            waits.Add(TimeProvider.System.GetElapsedTime(started));
        }

        Print(what, waits, $"{bytes / 1024} KiB each");
    }

    private static async Task RawDayAsync(HttpClient http, YearOfHistory history, CancellationToken cancel)
=======
    private static async Task RawDayAsync(HttpLoad load, YearOfHistory history, CancellationToken cancel)
>>>>>>> 0f54fba (Metrics of what was measured, a schema that the catalog's readers tell, naughty strings in every name and output, and what readers of feeds wait for)
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
