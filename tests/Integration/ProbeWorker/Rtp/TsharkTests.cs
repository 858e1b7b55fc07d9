using System.Diagnostics;
using System.Globalization;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.ProbeWorker.Rtp;

/// <summary>A call of voice and video to SIPp, which tshark listens to: it counts what we count.</summary>
public sealed class TsharkTests(LabFixture lab) : IDisposable
{
    private readonly PacedSender _sender = new();
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"ringback-capture-{Guid.NewGuid():N}.pcap");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tshark_counts_the_packets_losses_and_jitter_of_voice_and_video_as_we_do()
    {
        Assert.SkipUnless(Environment.UserName == "root", "tshark captures as root alone");
        await lab.NeedAsync("echo");
        using var capture = await CaptureAsync();
        var figures = await CallAsync();
        await StopAsync(capture);

        var streams = await StreamsAsync();
        foreach (var (prefix, mark) in new[] { ("", 46), ("video_", 34) })
        {
            var local = (int)figures[$"{prefix}local_port_number"];
            var remote = (int)figures[$"{prefix}remote_port_number"];
            var there = streams[(local, remote)];
            var back = streams[(remote, local)];

            Assert.Equal((figures[$"{prefix}packets_sent_count"], 0), (there.Packets, there.Lost));
            Assert.Equal(
                (figures[$"{prefix}packets_received_count"], figures[$"{prefix}packets_lost_count"]),
                (back.Packets, back.Lost)
            );
            Assert.Equal([mark], await MarksAsync(local, remote));
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{prefix}there {there}, back {back}; ours: jitter {figures[$"{prefix}interarrival_jitter_seconds"] * 1000:F3} ms, "
                    + $"at most {figures[$"{prefix}interarrival_jitter_max_seconds"] * 1000:F3} ms"
            );

            // Of video it takes each packet for a picture of its own; the kernel's two stamps of one packet lie microseconds apart.
            if (prefix.Length > 0)
                continue;

            Assert.Equal(back.JitterMean, figures[MeasurementNames.InterarrivalJitterSeconds] * 1000, 0.1);
            Assert.Equal(back.JitterMax, figures[MeasurementNames.InterarrivalJitterMaxSeconds] * 1000, 0.1);
        }
    }

    public void Dispose()
    {
        _sender.Dispose();
        File.Delete(_file);
    }

    private async Task<Dictionary<string, double>> CallAsync()
    {
        var wide = new RtpLimits { Delay = TimeSpan.FromSeconds(2), Jitter = TimeSpan.FromSeconds(2) };
        var result = await OneRun.OfAsync(
            new RtpCheck
            {
                Host = lab.Variables["LAB_HOST"],
                Port = int.Parse(lab.Variables["LAB_ECHO_PORT"], CultureInfo.InvariantCulture),
                Extension = "echo",
                MediaDuration = TimeSpan.FromSeconds(3),

                // This machine may be busy: what is tested here is who counts what.
                MaxSendLateness = TimeSpan.FromSeconds(2),
                JitterBuffer = TimeSpan.FromSeconds(2),
                Limits = wide,
                Video = new RtpVideo { BitRate = 600_000, Limits = wide },
            },
            TimeSpan.FromSeconds(20),
            ProbeKind.Of(RtpCheck.KindName, new RtpProbe(_sender, new PortWalk())),
            new Secrets(_ => null),
            evidenceAlways: true
        );
        Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}\n{result.Evidence}");
        return result.Measurements.ToDictionary(figure => figure.Name, figure => figure.Value);
    }

    private async Task<Process> CaptureAsync()
    {
        var capture = Start("-i", "lo", "-f", "udp", "-w", _file);
        while (await capture.StandardError.ReadLineAsync(Cancel) is { } line)
        {
            if (line.Contains("Capture started", StringComparison.Ordinal))
                break;
        }

        _ = capture.StandardError.ReadToEndAsync(Cancel);
        return capture;
    }

    private static async Task StopAsync(Process capture)
    {
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Cancel); // what the kernel still holds
        using (var kill = Process.Start("kill", ["-INT", capture.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(Cancel);

        await capture.WaitForExitAsync(Cancel);
    }

    /// <summary>By port that sends and port that hears, of its own table: what it tells of each RTP stream, jitter in milliseconds.</summary>
    private async Task<Dictionary<(int From, int To), Stream>> StreamsAsync()
    {
        var table = await ReadAsync("-q", "--enable-heuristic", "rtp_udp", "-z", "rtp,streams");
        return table
            .Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(cells => cells.Length >= 17 && cells[6].StartsWith("0x", StringComparison.Ordinal))
            .GroupBy(cells => (Number(cells[3]), Number(cells[5])))
            .ToDictionary(
                stream => stream.Key,
                stream =>
                {
                    var cells = stream.MaxBy(each => Number(each[8]))!;
                    return new Stream(Number(cells[8]), Number(cells[9]), Figure(cells[15]), Figure(cells[16]));
                }
            );

        static int Number(string cell) => int.Parse(cell, CultureInfo.InvariantCulture);
        static double Figure(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
    }

    private async Task<IEnumerable<int>> MarksAsync(int from, int to)
    {
        var marks = await ReadAsync([
            "-Y",
            $"udp.srcport=={from} && udp.dstport=={to}",
            "-T",
            "fields",
            "-e",
            "ip.dsfield.dscp",
        ]);
        return marks
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(mark => int.Parse(mark, CultureInfo.InvariantCulture))
            .Distinct();
    }

    private async Task<string> ReadAsync(params string[] arguments)
    {
        using var reader = Start(["-r", _file, .. arguments]);
        _ = reader.StandardError.ReadToEndAsync(Cancel);
        return await reader.StandardOutput.ReadToEndAsync(Cancel);
    }

    private static Process Start(params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo("tshark", arguments) { RedirectStandardError = true, RedirectStandardOutput = true }
        )!;

    private sealed record Stream(int Packets, int Lost, double JitterMean, double JitterMax);
}
