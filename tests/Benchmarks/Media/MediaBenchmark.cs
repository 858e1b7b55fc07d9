using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp;
using Ringback.Tests.BadPath;
using Ringback.Tests.Benchmarks.Figures;
using Ringback.Tests.Benchmarks.Lab;

namespace Ringback.Tests.Benchmarks.Media;

/// <summary>How true the figures of a call are on this machine, and how late packets leave where one worker holds many calls.</summary>
internal sealed class MediaBenchmark : IBenchmark
{
    private const int Calls = 100;

    private static readonly TimeSpan CallLength = TimeSpan.FromSeconds(60);

    public string Name => "media";

    public string About => "delay and jitter of a call against the truth of a bad path; 100 calls of 60 s at once";

    public async Task RunAsync(BenchmarkLab lab, CancellationToken cancel)
    {
        using var sender = new PacedSender();
        await CompareAsync(sender, cancel);
        await CallAtOnceAsync(sender, await lab.EchoAsync(cancel), lab, cancel);
    }

    /// <summary>10,000 packets through a relay that says how long it held each.</summary>
    private static async Task CompareAsync(PacedSender sender, CancellationToken cancel)
    {
        var up = new Impairment { Delay = TimeSpan.FromMilliseconds(20), Jitter = TimeSpan.FromMilliseconds(10) };
        var down = new Impairment { Delay = TimeSpan.FromMilliseconds(15), Jitter = TimeSpan.FromMilliseconds(8) };
        var (record, back) = await ImpairedCall.RunAsync(sender, up, down, packets: 10_000, cancel);
        var figures = MediaAnalysis.Of(record, TimeSpan.FromMilliseconds(60), concealment: true);

        var truth = back.Select(each => each.Delay.TotalSeconds).ToList();
        var jitter = ImpairedCall.JitterOf(record.Stream, back);
        Console.WriteLine($"  through the relay: {figures.Received} of {figures.Sent} packets came back");
        Print("mean delay", figures.DelayMean!.Value, truth.Average());
        Print("least delay", figures.DelayMin!.Value, truth.Min());
        Print("mean jitter", figures.JitterMean, jitter.Mean);
        Print("most jitter", figures.JitterMax, jitter.Max);
    }

    private static async Task CallAtOnceAsync(
        PacedSender sender,
        IPEndPoint echo,
        BenchmarkLab lab,
        CancellationToken cancel
    )
    {
        var before = lab.CpuTimes();
        var results = await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => CallAsync(sender, echo, cancel)));
        var after = lab.CpuTimes();

        var figures = results.Select(r => r.Measurements.ToDictionary(m => m.Name, m => m.Value)).ToList();
        Console.WriteLine(
            $"  {Calls} calls of {CallLength.TotalSeconds} s at once, G.711 A-law, to SIPp's echo on this machine:"
        );
        foreach (var group in results.GroupBy(r => (r.Outcome, r.Reason)))
            Console.WriteLine($"    {group.Count()} {group.Key.Outcome} {group.Key.Reason}");

        Console.WriteLine(
            $"    packets: {Sum(MeasurementNames.PacketsSent):N0} sent, {Sum(MeasurementNames.PacketsReceived):N0} came back, {Sum(MeasurementNames.PacketsLost):N0} lost"
        );
        Console.WriteLine(
            $"    send lateness p99 of each call: {Of(MeasurementNames.SendLatenessP99Seconds):0.000} ms"
        );
        Console.WriteLine($"    send lateness, most: {Of(MeasurementNames.SendLatenessMaxSeconds):0.000} ms");
        Console.WriteLine($"    mean delay: {Of(MeasurementNames.CallDelaySeconds):0.000} ms");
        Console.WriteLine($"    mean jitter: {Of(MeasurementNames.InterarrivalJitterSeconds):0.000} ms");
        foreach (var (name, used) in after)
            Console.WriteLine($"    CPU of {name}: {(used - before.GetValueOrDefault(name)).TotalSeconds:0.0} s");

        double Sum(string name) => figures.Sum(each => each.GetValueOrDefault(name));
        Spread Of(string name) => Spread.Of(figures.Where(f => f.ContainsKey(name)).Select(f => 1000 * f[name]));
    }

    private static async Task<ProbeResult> CallAsync(PacedSender sender, IPEndPoint echo, CancellationToken cancel)
    {
        var check = new RtpCheck
        {
            Host = echo.Address.ToString(),
            Port = echo.Port,
            Extension = "echo",
            MediaDuration = CallLength,
        };
        var target = new Target
        {
            Id = "rtp",
            Name = "rtp",
            Regions = ["prague"],
            Interval = TimeSpan.FromMinutes(5),
            Timeout = CallLength + TimeSpan.FromSeconds(30),
            Check = check,
        };
        var runner = new ProbeRunner(
            "prague",
            new ProbeMeans(Resolver.OfSystem, Secrets.OfProcess),
            _ => ProbeKind.Of(RtpCheck.KindName, new RtpProbe(sender, new PortWalk())),
            _ => TimeSpan.Zero,
            TimeProvider.System,
            NullLogger.Instance
        );
        using var halt = new Halt();
        await using var _ = cancel.Register(halt.Shutdown);
        return await runner.RunAsync(
            new PlannedRun(target, Instant.Now(TimeProvider.System), Trigger.Manual),
            TimeSpan.Zero,
            halt
        );
    }

    private static void Print(string what, double measured, double truth) =>
        Console.WriteLine(
            $"    {what}: measured {1000 * measured:0.000} ms, true {1000 * truth:0.000} ms, off by {1000 * (measured - truth):+0.000;-0.000} ms"
        );
}
