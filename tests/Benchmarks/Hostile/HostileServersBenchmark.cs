using System.Globalization;
using Ringback.Tests.BadPeers;
using Ringback.Tests.Benchmarks.Lab;

namespace Ringback.Tests.Benchmarks.Hostile;

/// <summary>
/// A worker that is asked to watch hostile servers beside good ones: its time limits, its memory, and how late the good
/// ones' runs start with and without them. Worker, hostile and good servers are a process each.
/// </summary>
internal sealed class HostileServersBenchmark : IBenchmark
{
    private const int GoodServers = 40;

    public string Name => "hostile";

    public string About =>
        "all hostile servers beside good ones, for RINGBACK_HOSTILE_MINUTES (1): time limits, memory, lateness";

    public async Task RunAsync(BenchmarkLab lab, CancellationToken cancel)
    {
        var length = TimeSpan.FromMinutes(
            double.Parse(
                Environment.GetEnvironmentVariable("RINGBACK_HOSTILE_MINUTES") ?? "1",
                CultureInfo.InvariantCulture
            )
        );
        await using var good = new Part(ServersPart.Good, GoodServers.ToString(CultureInfo.InvariantCulture));
        await using var hostile = new Part(ServersPart.Hostile);
        await using var worker = new Part(WorkerPart.Name);

        await worker.TellAsync(await good.ListAsync(cancel));
        await Task.Delay(WorkerPart.Interval * 5, TimeProvider.System, cancel); // until all of it is compiled
        var alone = await WatchAsync(worker, TimeSpan.FromTicks(Math.Max(length.Ticks / 5, 20_000_000)), cancel);
        var evil = await hostile.ListAsync(cancel);
        await worker.TellAsync(evil);
        await Task.Delay(WorkerPart.Interval * 5, TimeProvider.System, cancel);
        var beside = await WatchAsync(worker, length, cancel);

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{GoodServers} good servers, {evil.Count} hostile ones, each asked every {WorkerPart.Interval.TotalSeconds:0.0} s, time limit {WorkerPart.TimeLimit.TotalSeconds:0.0} s, {length.TotalMinutes:0.0} min"
            )
        );
        Console.WriteLine($"good ones alone   {Lateness(alone)}; {Memory(alone)}");
        Console.WriteLine($"beside hostile    {Lateness(beside)}; {Memory(beside)}");
        foreach (var line in Slowest(beside, [.. HostileServers.All.Keys]))
            Console.WriteLine(line);

        var wrong = Misjudged(beside).ToList();
        Console.WriteLine(
            wrong.Count == 0
                ? "each hostile server was judged with its own reason, each time"
                : $"{wrong.Count} runs were not judged with the reason of their server"
        );
        if (wrong.Count > 0)
            throw new InvalidOperationException(string.Join('\n', wrong.Distinct()));
    }

    /// <summary>What was said of hostile servers and is not so; what the worker blames itself for is said of nobody.</summary>
    private static IEnumerable<string> Misjudged(Watched watched) =>
        from run in watched.Runs
        where run.Target.StartsWith(ServersPart.Hostile, StringComparison.Ordinal) && run.Outcome != "Unknown"
        let server = HostileServers.All.ElementAt(ServersPart.Number(run.Target))
        where run.Reason != $"{server.Value.Reason}"
        select $"who {server.Key}: {run.Outcome} {run.Reason}, expected {server.Value.Reason?.ToString() ?? "Up"}";

    private static async Task<Watched> WatchAsync(Part worker, TimeSpan length, CancellationToken cancel)
    {
        var started = TimeProvider.System.GetTimestamp();
        worker.Said.Clear();
        var memory = new List<double>();
        var cpu = worker.CpuTime;
        while (TimeProvider.System.GetElapsedTime(started) < length)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancel);
            memory.Add(worker.ResidentMebibytes);
        }

        return new([.. worker.Said.Select(WorkerPart.Read)], memory, (worker.CpuTime - cpu) / length);
    }

    private static string Lateness(Watched watched)
    {
        var good = watched
            .Runs.Where(run => run.Target.StartsWith(ServersPart.Good, StringComparison.Ordinal))
            .ToList();
        var late = good.Select(run => run.Lateness.TotalMilliseconds).Order().ToArray();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{late.Length} runs of good ones, {good.Count(run => run.Outcome != "Up")} of them not up; late p50 {late[late.Length / 2]:0.000} ms, p99 {late[late.Length * 99 / 100]:0.000} ms, most {late[^1]:0.000} ms"
        );
    }

    private static string Memory(Watched watched)
    {
        var thirds = watched.Memory.Chunk((watched.Memory.Count + 2) / 3).Select(third => third.Average());
        return string.Create(
            CultureInfo.InvariantCulture,
            $"worker resident {string.Join(", ", thirds.Select(mean => mean.ToString("0", CultureInfo.InvariantCulture)))} MiB by thirds, {watched.Memory.Max():0} at most; {watched.Cpu:0.00} cores"
        );
    }

    private static IEnumerable<string> Slowest(Watched watched, IReadOnlyList<string> names) =>
        watched
            .Runs.Where(run => run.Target.StartsWith(ServersPart.Hostile, StringComparison.Ordinal))
            .GroupBy(run => run.Target)
            .Select(each => (Name: names[ServersPart.Number(each.Key)], Runs: each.ToList()))
            .OrderByDescending(each => each.Runs.Max(run => run.Took))
            .Select(each =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {each.Name, -38} {each.Runs.Count, 5} runs, {each.Runs.Average(run => run.Took.TotalSeconds):0.000} s, longest {each.Runs.Max(run => run.Took.TotalSeconds):0.000} s, {each.Runs.Count(run => run.Took > WorkerPart.TimeLimit + TimeSpan.FromMilliseconds(250))} over the limit by 250 ms: {string.Join(", ", each.Runs.CountBy(run => $"{run.Outcome} {run.Reason}".TrimEnd()).Select(count => $"{count.Value} {count.Key}"))}"
                )
            );

    /// <param name="Memory">Resident, in MiB, each second.</param>
    /// <param name="Cpu">Cores in use.</param>
    private sealed record Watched(IReadOnlyList<WatchedRun> Runs, IReadOnlyList<double> Memory, double Cpu);
}
