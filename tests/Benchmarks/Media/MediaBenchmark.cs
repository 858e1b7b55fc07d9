using System.Net;
using System.Net.Sockets;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp;
using Ringback.Protocols.Rtp;
using Ringback.Tests.BadPath;
using Ringback.Tests.Benchmarks.Figures;
using Ringback.Tests.Benchmarks.Lab;

namespace Ringback.Tests.Benchmarks.Media;

/// <summary>How true the figures of a call are on this machine, and how late packets leave where one worker holds many calls.</summary>
internal sealed class MediaBenchmark : IBenchmark
{
    private const int Calls = 100;

    private static readonly TimeSpan CallLength = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PacketTime = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan JitterBuffer = TimeSpan.FromMilliseconds(60);

    public string Name => "media";

    public string About => "delay and jitter of a call against the truth of a bad path; 100 calls of 60 s at once";

    public async Task RunAsync(BenchmarkLab lab, CancellationToken cancel)
    {
        using var sender = new PacedSender();
        await CompareAsync(sender, cancel);
        await CallAtOnceAsync(sender, cancel);
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

    private static async Task CallAtOnceAsync(PacedSender sender, CancellationToken cancel)
    {
        var before = Environment.CpuUsage.TotalTime;
        MediaRecord[] records;
        long droppedByEcho;
        using (var echo = new MediaEcho())
        {
            records = await Task.WhenAll(
                Enumerable.Range(0, Calls).Select(_ => CallAsync(sender, echo.EndPoint, cancel))
            );
            droppedByEcho = echo.Dropped;
        }

        var used = Environment.CpuUsage.TotalTime - before;
        var figures = records.Select(record => MediaAnalysis.Of(record, JitterBuffer, concealment: true)).ToList();
        var refused = records.Sum(record => record.Sendings.Count(s => s.Error != SocketError.Success));
        var latenesses = records.SelectMany(r => r.Sendings).Select(s => s.Lateness.TotalMilliseconds).Order().ToList();
        Console.WriteLine(
            $"  {Calls} calls of {CallLength.TotalSeconds} s at once, G.711 A-law, to an echo on this machine:"
        );
        Console.WriteLine(
            $"    packets: {figures.Sum(f => f.Sent):N0} sent, {figures.Sum(f => f.Received):N0} came back, {figures.Sum(f => f.Lost):N0} lost"
        );
        Console.WriteLine(
            $"    of these by us: {refused:N0} did not leave, {records.Sum(r => r.Overflowed):N0} found our sockets full; {droppedByEcho:N0} found the echo's full"
        );
        Console.WriteLine(
            $"    send lateness of all: median {Percentiles.Of(latenesses, 0.5):0.000} ms, p99 {Percentiles.Of(latenesses, 0.99):0.000} ms, most {latenesses[^1]:0.000} ms"
        );
        Console.WriteLine($"    p99 of each call: {Spread.Of(figures.Select(f => 1000 * f.SendLatenessP99)):0.000} ms");
        Console.WriteLine($"    mean jitter: {Spread.Of(figures.Select(f => 1000 * f.JitterMean)):0.000} ms");
        Console.WriteLine($"    CPU of this process, echo included: {used.TotalSeconds:0.0} s");
    }

    private static async Task<MediaRecord> CallAsync(PacedSender sender, IPEndPoint echo, CancellationToken cancel)
    {
        using var sockets = MediaSockets.Open(IPAddress.Loopback);
        sockets.Connect(echo, echo.Port);
        var stream = MediaStreams.Voice(MediaCodec.Pcma, 8, PacketTime, CallLength);
        return await MediaSession.RunAsync(sockets, stream, sender, TimeProvider.System, cancel);
    }

    private static void Print(string what, double measured, double truth) =>
        Console.WriteLine(
            $"    {what}: measured {1000 * measured:0.000} ms, true {1000 * truth:0.000} ms, off by {1000 * (measured - truth):+0.000;-0.000} ms"
        );
}
