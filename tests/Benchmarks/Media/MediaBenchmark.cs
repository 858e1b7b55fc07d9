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
    private static readonly ProbeMeans Means = new(Resolver.OfSystem, Secrets.OfProcess);
    private static readonly TimeSpan JitterBuffer = TimeSpan.FromMilliseconds(60);

    public string Name => "media";

    public string About => "delay and jitter of a call against the truth of a bad path; 100 calls of 60 s at once";

    public async Task RunAsync(BenchmarkLab lab, CancellationToken cancel)
    {
        using var sender = new PacedSender();
        await CompareAsync(sender, cancel);
        await CallAtOnceAsync(lab.Folder, sender, cancel);
    }

    /// <summary>10,000 packets through a relay that says how long it held each.</summary>
    private static async Task CompareAsync(PacedSender sender, CancellationToken cancel)
    {
        var up = new Impairment { Delay = TimeSpan.FromMilliseconds(20), Jitter = TimeSpan.FromMilliseconds(10) };
        var down = new Impairment { Delay = TimeSpan.FromMilliseconds(15), Jitter = TimeSpan.FromMilliseconds(8) };
        var (record, back) = await ImpairedCall.RunAsync(sender, up, down, packets: 10_000, cancel);
        var figures = MediaAnalysis.Of(record, JitterBuffer, concealment: true);

        var truth = back.Select(each => each.Delay.TotalSeconds).ToList();
        var jitter = ImpairedCall.JitterOf(record.Stream, back);
        Console.WriteLine($"  through the relay: {figures.Received} of {figures.Sent} packets came back");
        Print("mean delay", figures.DelayMean!.Value, truth.Average());
        Print("least delay", figures.DelayMin!.Value, truth.Min());
        Print("mean jitter", figures.JitterMean, jitter.Mean);
        Print("most jitter", figures.JitterMax, jitter.Max);
    }

    /// <summary>Whole calls, as a worker places them: set up with SIPp, media to an echo that counts for itself.</summary>
    private static async Task CallAtOnceAsync(string folder, PacedSender sender, CancellationToken cancel)
    {
        using var echo = new MediaEcho();
        using var agent = await EchoAgent.StartAsync(folder, echo.EndPoint, cancel);
        await CallAsync(sender, agent.Port, TimeSpan.FromSeconds(1), cancel); // so that nothing is compiled while it is measured
        var (warm, before) = (echo.Received, Environment.CpuUsage.TotalTime);
        var calls = await Task.WhenAll(
            Enumerable.Range(0, Calls).Select(_ => CallAsync(sender, agent.Port, CallLength, cancel))
        );

        var used = Environment.CpuUsage.TotalTime - before;
        var (sent, back) = (Sum(MeasurementNames.PacketsSent), Sum(MeasurementNames.PacketsReceived));
        Console.WriteLine(
            $"  {Calls} calls of {CallLength.TotalSeconds} s at once, G.711 A-law, set up with SIPp, to an echo on this machine:"
        );
        foreach (var outcome in calls.GroupBy(call => call.Judgement))
            Console.WriteLine($"    {outcome.Count()} {outcome.Key.Outcome} {outcome.Key.Detail}");

        Console.WriteLine(
            $"    packets: {sent:N0} sent, {back:N0} came back, {Sum(MeasurementNames.PacketsLost):N0} lost"
        );
        Console.WriteLine(
            $"    the echo's own count: {echo.Received - warm:N0} came, {echo.Returned - warm:N0} went back, {echo.Dropped:N0} found its socket full"
        );
        Console.WriteLine(
            $"    lost by us: {sent - (echo.Received + echo.Dropped - warm):N0} on the way there, {echo.Returned - warm - back:N0} on the way back"
        );
        Console.WriteLine(
            $"    send lateness p99 of each call: {Spread.Of(Each(MeasurementNames.SendLatenessP99Seconds)):0.000} ms (aim: 2), most {Each(MeasurementNames.SendLatenessMaxSeconds).Max():0.000} ms"
        );
        Console.WriteLine(
            $"    mean jitter: {Spread.Of(Each(MeasurementNames.InterarrivalJitterSeconds)):0.000} ms; mean delay: {Spread.Of(Each(MeasurementNames.CallDelaySeconds)):0.000} ms"
        );
        Console.WriteLine($"    CPU of this process, echo included: {used.TotalSeconds:0.0} s");

        double Sum(string name) =>
            calls.Sum(call => call.Run.Measurements.Where(m => m.Name == name).Sum(m => m.Value));

        // Seconds, in milliseconds.
        IEnumerable<double> Each(string name) =>
            calls.SelectMany(call => call.Run.Measurements.Where(m => m.Name == name).Select(m => 1000 * m.Value));
    }

    private static async Task<(ProbeRun Run, Judgement Judgement)> CallAsync(
        PacedSender sender,
        int port,
        TimeSpan length,
        CancellationToken cancel
    )
    {
        var check = new RtpCheck
        {
            Host = "127.0.0.1",
            Port = port,
            Extension = "echo",
            MediaDuration = length,
        };
        var run = new ProbeRun("echo", "here", length * 2, Means, TimeProvider.System);
        return (run, await new RtpProbe(sender, new PortWalk()).RunAsync(check, run, cancel));
    }

    private static void Print(string what, double measured, double truth) =>
        Console.WriteLine(
            $"    {what}: measured {1000 * measured:0.000} ms, true {1000 * truth:0.000} ms, off by {1000 * (measured - truth):+0.000;-0.000} ms"
        );
}
