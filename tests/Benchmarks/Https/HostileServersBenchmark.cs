using System.Globalization;
using Ringback.Model.Catalogs.Checks;
using Ringback.Tests.BadPeers;
using Ringback.Tests.Benchmarks.Lab;
using Ringback.Tests.Integration.ProbeWorker;

namespace Ringback.Tests.Benchmarks.Https;

/// <summary>A worker that is asked to watch hostile servers alone, for minutes: its time limits, and its memory.</summary>
internal sealed class HostileServersBenchmark : IBenchmark
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(2);

    public string Name => "hostile";

    public string About =>
        "all hostile servers at once, for RINGBACK_HOSTILE_MINUTES (1): time limits, resident memory";

    public async Task RunAsync(BenchmarkLab lab, CancellationToken cancel)
    {
        var minutes = double.Parse(
            Environment.GetEnvironmentVariable("RINGBACK_HOSTILE_MINUTES") ?? "1",
            CultureInfo.InvariantCulture
        );
        var servers = HostileServers.All.ToDictionary(
            each => each.Key,
            each => new LoopbackTlsServer((stream, _, stop) => each.Value.Serve(stream, stop))
        );
        var started = TimeProvider.System.GetTimestamp();
        var most = new Dictionary<string, TimeSpan>();
        var runs = 0;
        var memory = new List<long>();
        while (TimeProvider.System.GetElapsedTime(started).TotalMinutes < minutes && !cancel.IsCancellationRequested)
        {
            var round = await Task.WhenAll(servers.Select(each => RunAsync(each.Key, each.Value)));
            foreach (var (name, took) in round)
                most[name] = took > most.GetValueOrDefault(name) ? took : most[name];

            runs += round.Length;
            memory.Add(Environment.WorkingSet / 1024 / 1024);
        }

        var slowest = most.MaxBy(each => each.Value);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{servers.Count} servers, {runs} runs in {TimeProvider.System.GetElapsedTime(started).TotalMinutes:0.0} min; time limit {TimeLimit.TotalSeconds:0.0} s, longest run {slowest.Value.TotalSeconds:0.000} s ({slowest.Key}); "
                    + $"resident, servers included: {memory[0]} MiB after the first round, {memory[memory.Count / 2]} in the middle, {memory[^1]} at the end, {memory.Max()} at most"
            )
        );
        foreach (var server in servers.Values)
            await server.DisposeAsync();
    }

    private static async Task<(string Name, TimeSpan Took)> RunAsync(string name, LoopbackTlsServer server)
    {
        var check = new HttpsCheck
        {
            Url = server.Url,
            Tls = new TlsSettings { CaFile = server.CaFile },
        };
        var result = await OneRun.OfAsync(check, TimeLimit);
        return (name, result.Duration);
    }
}
