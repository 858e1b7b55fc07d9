using Ringback.Tests.Benchmarks;
using Ringback.Tests.Benchmarks.EndToEnd;
using Ringback.Tests.Benchmarks.Feeds;
using Ringback.Tests.Benchmarks.Hostile;
using Ringback.Tests.Benchmarks.Https;
using Ringback.Tests.Benchmarks.Ingest;
using Ringback.Tests.Benchmarks.Lab;
using Ringback.Tests.Benchmarks.Media;
using Ringback.Tests.Benchmarks.Ntp;
using Ringback.Tests.Benchmarks.Outage;
using Ringback.Tests.Benchmarks.Reads;
using Ringback.Tests.Benchmarks.Storage;

if (args is [Part.Argument, .. var part])
    return await Part.PlayAsync(part);

IBenchmark[] all =
[
    new IngestBenchmark(),
    new EndToEndBenchmark(),
    new OutageBenchmark(),
    new ReadsBenchmark(),
    new FeedsBenchmark(),
    new StorageBenchmark(),
    new MediaBenchmark(),
    new HttpsTimingBenchmark(),
    new HostileServersBenchmark(),
    new NtpBenchmark(),
];

if (args.FirstOrDefault(name => all.All(each => each.Name != name)) is { } unknown)
{
    await Console.Error.WriteLineAsync($"'{unknown}' is none of them; there are:");
    foreach (var benchmark in all)
        await Console.Error.WriteLineAsync($"  {benchmark.Name, -12} {benchmark.About}");

    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
try
{
    await using var lab = new BenchmarkLab();
    foreach (var benchmark in all.Where(each => args.Length == 0 || args.Contains(each.Name)))
    {
        Console.WriteLine($"== {benchmark.Name}: {benchmark.About}");
        await benchmark.RunAsync(lab, stop.Token);
    }

    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}
