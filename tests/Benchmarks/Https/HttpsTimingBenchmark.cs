using System.Globalization;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Tests.BadPeers;
using Ringback.Tests.Benchmarks.Lab;
using Ringback.Tests.Integration.ProbeWorker;

namespace Ringback.Tests.Benchmarks.Https;

/// <summary>Whether reported phases are true: a server that waits a known time, and the packets as the kernel saw them.</summary>
internal sealed class HttpsTimingBenchmark : IBenchmark
{
    private const int Runs = 1000;

    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(20);

    public string Name => "https-timing";

    public string About => $"phases of {Runs} https runs against a packet capture; blackbox_exporter beside it";

    public async Task RunAsync(BenchmarkLab lab, CancellationToken cancel)
    {
        await using var server = new LoopbackTlsServer(
            async (stream, _, stop) =>
            {
                await Task.Delay(Wait, TimeProvider.System, stop);
                await LoopbackTlsServer.Answer(
                    stream,
                    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
                );
            }
        );
        await using (var ours = await PacketCapture.StartAsync(server.Port, cancel))
        {
            var reported = new List<ReportedPhases>();
            for (var i = 0; i < Runs; i++)
                reported.Add(await ProbeAsync(server));

            var truth = await ours.StopAsync(cancel);
            Print("ringback", reported, truth);
            PrintBound(reported, truth);
        }

        await using var blackbox = await BlackboxExporter.TryStartAsync(server, cancel);
        if (blackbox is null)
        {
            Console.WriteLine("blackbox_exporter is not installed (Debian: prometheus-blackbox-exporter)");
            return;
        }

        await using var theirs = await PacketCapture.StartAsync(server.Port, cancel);
        var peer = new List<ReportedPhases>();
        for (var i = 0; i < Runs; i++)
            peer.Add(await blackbox.ProbeAsync(server.Url, cancel));

        Print("blackbox_exporter", peer, await theirs.StopAsync(cancel));
    }

    private static async Task<ReportedPhases> ProbeAsync(LoopbackTlsServer server)
    {
        var check = new HttpsCheck
        {
            Url = server.Url,
            Tls = new TlsSettings { CaFile = server.CaFile },
        };
        var result = await OneRun.OfAsync(check, TimeSpan.FromSeconds(10));
        if (result.Outcome != Outcome.Up)
            throw new InvalidOperationException($"{result.Reason}: {result.Detail}");

        double Seconds(string phase) => result.Phases.Single(p => p.Name == phase).Duration.TotalSeconds;
        return new(Seconds(PhaseNames.Connect), Seconds(PhaseNames.Tls), Seconds(PhaseNames.FirstByte))
        {
            TimingError = result.TimingError.TotalSeconds,
        };
    }

    /// <summary>The n-th run is the n-th connection: one follows the other.</summary>
    private static void Print(string name, List<ReportedPhases> reported, IReadOnlyList<ReportedPhases> truth)
    {
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{name}: {reported.Count} runs, {truth.Count} captured")
        );
        if (reported.Count != truth.Count)
            return;

        Print("connect", reported.Zip(truth, (said, was) => said.Connect - was.Connect));
        Print("tls", reported.Zip(truth, (said, was) => said.Tls - was.Tls));
        Print("first_byte", reported.Zip(truth, (said, was) => said.FirstByte - was.FirstByte));
    }

    /// <summary>How many runs are further from the truth than the bound that they carry, and a millisecond.</summary>
    private static void PrintBound(List<ReportedPhases> reported, IReadOnlyList<ReportedPhases> truth)
    {
        const double Allowed = 0.001;
        bool IsBeyond(ReportedPhases said, ReportedPhases was) =>
            Math.Max(Math.Abs(said.Tls - was.Tls), Math.Abs(said.FirstByte - was.FirstByte))
            > said.TimingError + Allowed;

        var bounds = reported.Select(run => run.TimingError).Order().ToArray();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  timing_error as reported: p50 {bounds[bounds.Length / 2] * 1000:0.000} ms, p99 {bounds[bounds.Length * 99 / 100] * 1000:0.000} ms; "
                    + $"{reported.Zip(truth).Count(pair => IsBeyond(pair.First, pair.Second))} runs are further off than that and 1 ms"
            )
        );
    }

    private static void Print(string phase, IEnumerable<double> errors)
    {
        var sorted = errors.Select(Math.Abs).Order().ToArray();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {phase, -11} |reported - packets|: p50 {sorted[sorted.Length / 2] * 1000:0.000} ms, p99 {sorted[sorted.Length * 99 / 100] * 1000:0.000} ms, most {sorted[^1] * 1000:0.000} ms"
            )
        );
    }
}

/// <summary>All in seconds.</summary>
internal readonly record struct ReportedPhases(double Connect, double Tls, double FirstByte)
{
    /// <summary>What the prober itself says may be wrong with any of them.</summary>
    public double TimingError { get; init; }
}
