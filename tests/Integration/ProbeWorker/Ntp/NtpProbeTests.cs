using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Ringback.Cli.Lab;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Ntp;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.ProbeWorker.Ntp;

/// <summary>The probe against chrony.</summary>
public sealed partial class NtpProbeTests(LabFixture lab)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_works_is_up_with_all_its_figures()
    {
        await lab.NeedAsync("chrony");
        var result = await RunAsync(lab.Variables);

        Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}\n{result.Evidence}");
        Assert.Equal([PhaseNames.Resolve, PhaseNames.Exchange], result.Phases.Select(phase => phase.Name));
        var figures = Figures(result);
        Assert.Equal(3, figures[MeasurementNames.Stratum]); // infra/lab/chrony/chrony.conf: local stratum 3
        Assert.Equal(0, figures[MeasurementNames.Leap]);
        Assert.InRange(figures[MeasurementNames.DelaySeconds], 0, 1);
        Assert.InRange(figures[MeasurementNames.PrecisionSeconds], 1e-9, 1e-3);
        Assert.InRange(figures[MeasurementNames.RootDistanceSeconds], 0, 1.5);
        Assert.Equal(0, figures[MeasurementNames.IgnoredReplies]);
        TestContext.Current.TestOutputHelper!.WriteLine(Describe(result));
    }

    [Fact]
    public async Task The_offset_of_our_own_clock_is_nought_and_chrony_s_client_agrees()
    {
        await lab.NeedAsync("chrony");
        var figures = Figures(await RunAsync(lab.Variables));
        var chrony = await AskChronyAsync(lab.Variables);

        // Server and client read one clock, so the true offset is 0; half the delay bounds what either may say.
        Assert.InRange(
            Math.Abs(figures[MeasurementNames.OffsetSeconds]),
            0,
            (figures[MeasurementNames.DelaySeconds] / 2) + 1e-6
        );
        Assert.InRange(Math.Abs(figures[MeasurementNames.OffsetSeconds] + chrony), 0, 0.01);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"offset {figures[MeasurementNames.OffsetSeconds]:F9} s, delay {figures[MeasurementNames.DelaySeconds]:F9} s, "
                + $"chronyd -Q says wrong by {chrony:F6} s"
        );
    }

    [Fact]
    public async Task Stopped_it_is_refused_frozen_it_times_out_and_resumed_it_is_up()
    {
        var folder = $"/tmp/ringback-lab-ntp-{Environment.ProcessId}";
        var own = await LoopbackLab.UpAsync(folder, ["chrony"], Environment.ProcessId, Cancel);
        try
        {
            own.Freeze("chrony");
            var frozen = await RunAsync(own.Variables, TimeSpan.FromSeconds(1));
            await own.ResumeAsync("chrony", Cancel);
            var resumed = await RunAsync(own.Variables);
            await own.StopAsync("chrony");
            var stopped = await RunAsync(own.Variables);

            Assert.Equal((Outcome.Down, Reason.Timeout), (frozen.Outcome, frozen.Reason));
            Assert.True(resumed.Outcome == Outcome.Up, $"{resumed.Reason} {resumed.Detail}");
            Assert.Equal((Outcome.Down, Reason.ConnectionRefused), (stopped.Outcome, stopped.Reason));
        }
        finally
        {
            await LoopbackLab.DownAsync(folder);
        }
    }

    private static Task<ProbeResult> RunAsync(IReadOnlyDictionary<string, string> variables, TimeSpan? limit = null) =>
        OneRun.OfAsync(
            new NtpCheck { Host = variables["LAB_HOST"], Port = Port(variables) },
            limit ?? TimeSpan.FromSeconds(10),
            ProbeKind.Of(NtpCheck.KindName, new NtpProbe(new NtpHolds(), WorkerClock.Read, new OwnClock())),
            evidenceAlways: true
        );

    /// <summary>What chrony's own client would correct, without correcting it: "System clock wrong by -0.000002 seconds".</summary>
    private static async Task<double> AskChronyAsync(IReadOnlyDictionary<string, string> variables)
    {
        var folder = Directory.CreateTempSubdirectory("ringback-chronyd-");
        try
        {
            var start = new ProcessStartInfo("chronyd")
            {
                ArgumentList =
                {
                    "-Q",
                    "-t",
                    "20",
                    "-f",
                    "/dev/null",
                    $"pidfile {folder.FullName}/pid",
                    "user root",
                    $"server {variables["LAB_HOST"]} port {Port(variables)} iburst",
                },
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var client = Process.Start(start)!;
            var said =
                await client.StandardError.ReadToEndAsync(Cancel) + await client.StandardOutput.ReadToEndAsync(Cancel);
            await client.WaitForExitAsync(Cancel);
            var wrong = WrongBy().Match(said);
            Assert.True(wrong.Success, said);
            return double.Parse(wrong.Groups[1].Value, CultureInfo.InvariantCulture);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int Port(IReadOnlyDictionary<string, string> variables) =>
        int.Parse(variables["LAB_NTP_PORT"], CultureInfo.InvariantCulture);

    private static Dictionary<string, double> Figures(ProbeResult result) =>
        result.Measurements.ToDictionary(figure => figure.Name, figure => figure.Value);

    private static string Describe(ProbeResult result) =>
        string.Join('\n', result.Measurements.Select(figure => $"{figure.Name} {figure.Value:G6}"))
        + $"\n{result.Evidence}\nworker clock: {WorkerClock.Read()}";

    [GeneratedRegex(@"System clock wrong by (-?[0-9.]+) seconds")]
    private static partial Regex WrongBy();
}
