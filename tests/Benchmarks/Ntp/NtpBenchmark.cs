using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Ntp;
using Ringback.Tests.Benchmarks.Lab;

namespace Ringback.Tests.Benchmarks.Ntp;

/// <summary>The probe's offset of a chrony server against what chrony's own client last measured of it, by <c>chronyc ntpdata</c>.</summary>
/// <remarks>Both read one machine's clock, as the server does: the truth is zero, and each is as far from it as its stamps are wrong.</remarks>
internal sealed partial class NtpBenchmark : IBenchmark
{
    private const int Rounds = 500;

    public string Name => "ntp";

    public string About => "offset of a time server: the probe's, beside chronyc ntpdata's";

    public async Task RunAsync(BenchmarkLab lab, CancellationToken cancel)
    {
        var port = int.Parse(await lab.VariableAsync("chrony", "LAB_NTP_PORT", cancel), CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("ringback-chronyd-");
        using var client = StartClient(folder.FullName, port);
        try
        {
            await UntilMeasuredAsync(folder.FullName, client, cancel);
            foreach (var samples in new[] { 1, NtpCheck.MostSamples })
                await CompareAsync(folder.FullName, port, samples, cancel);
        }
        finally
        {
            client.Kill();
            await client.WaitForExitAsync(CancellationToken.None);
            folder.Delete(recursive: true);
        }
    }

    private static async Task CompareAsync(string folder, int port, int samples, CancellationToken cancel)
    {
        var check = new NtpCheck
        {
            Host = "127.0.0.1",
            Port = port,
            Samples = samples,
            RateLimit = false,
        };
        var probe = new NtpProbe(new NtpHolds(), WorkerClock.Read, new OwnClock());
        List<double> own = [];
        List<double> theirs = [];
        List<double> apart = [];
        for (var i = -20; i < Rounds; i++)
        {
            var means = new ProbeMeans(Resolver.OfSystem, Secrets.OfProcess);
            var run = new ProbeRun("ntp", "here", TimeSpan.FromSeconds(10), means, TimeProvider.System);
            await probe.RunAsync(check, run, cancel);
            var offset = run.Measurements.Single(figure => figure.Name == MeasurementNames.OffsetSeconds).Value;
            var chrony =
                await AskAsync(folder, cancel) ?? throw new InvalidOperationException("chronyc lost its server");
            if (i < 0)
                continue; // the runtime's warm-up

            own.Add(Math.Abs(offset) * 1e6);
            theirs.Add(Math.Abs(chrony) * 1e6);
            apart.Add(Math.Abs(offset - chrony) * 1e6);
        }

        Console.WriteLine($"{Rounds} runs of {samples} samples, in microseconds: p50, p99, most");
        Console.WriteLine($"  probe, from the truth    {Line(own)}");
        Console.WriteLine($"  chrony, from the truth   {Line(theirs)}");
        Console.WriteLine($"  probe less chrony        {Line(apart)}   (goal: p99 within 50)");
    }

    private static string Line(List<double> figures)
    {
        figures.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"{At(0.5), 8:0.0} {At(0.99), 8:0.0} {figures[^1], 8:0.0}");

        double At(double share) => figures[(int)Math.Ceiling(share * figures.Count) - 1];
    }

    private static Process StartClient(string folder, int port) =>
        Process.Start(
            new ProcessStartInfo("chronyd")
            {
                ArgumentList =
                {
                    "-x",
                    "-d",
                    $"pidfile {folder}/pid",
                    "user root",
                    "cmdport 0",
                    $"bindcmdaddress {folder}/socket",
                    $"server 127.0.0.1 port {port} minpoll -4 maxpoll -4",
                },
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;

    private static async Task UntilMeasuredAsync(string folder, Process client, CancellationToken cancel)
    {
        for (var tries = 0; await AskAsync(folder, cancel) is null; tries++)
        {
            if (client.HasExited || tries > 300)
                throw new InvalidOperationException("chronyd measures nothing");

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancel);
        }
    }

    /// <returns>How far the server is ahead, in seconds; null before it has answered.</returns>
    private static async Task<double?> AskAsync(string folder, CancellationToken cancel)
    {
        using var chronyc = Process.Start(
            new ProcessStartInfo("chronyc", ["-n", "-h", $"{folder}/socket", "ntpdata"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var said = await chronyc.StandardOutput.ReadToEndAsync(cancel);
        await chronyc.WaitForExitAsync(cancel);
        var offset = Offset().Match(said);
        return offset.Success && !said.Contains("Total valid RX  : 0", StringComparison.Ordinal)
            ? double.Parse(offset.Groups[1].Value, CultureInfo.InvariantCulture)
            : null;
    }

    [GeneratedRegex(@"Offset +: ([+-][0-9.]+) seconds")]
    private static partial Regex Offset();
}
