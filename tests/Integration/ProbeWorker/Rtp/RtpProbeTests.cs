using System.Globalization;
using Ringback.Cli.Lab;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.ProbeWorker.Rtp;

/// <summary>Calls to SIPp's echo, itself and through kamailio. This machine may be busy, so no figure of time is judged.</summary>
public sealed class RtpProbeTests(LabFixture lab) : IDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private readonly PacedSender _sender = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("LAB_ECHO_PORT")]
    [InlineData("LAB_SIP_PORT")]
    public async Task Five_seconds_of_a_call_come_back_whole(string port)
    {
        await lab.NeedAsync("kamailio", "echo");

        var result = await RunAsync(lab.Variables, Check(lab.Variables, port, TimeSpan.FromSeconds(5)));

        Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}\n{result.Evidence}");
        Assert.Equal(
            [
                PhaseNames.Resolve,
                PhaseNames.PostDialDelay,
                PhaseNames.SessionSetup,
                PhaseNames.Media,
                PhaseNames.Teardown,
            ],
            result.Phases.Select(phase => phase.Name)
        );
        var figures = Figures(result);
        Assert.Equal(200, figures[MeasurementNames.StatusCode]);
        Assert.Equal((250, 250), (figures[MeasurementNames.PacketsSent], figures[MeasurementNames.PacketsReceived]));
        Assert.Equal(1, figures[MeasurementNames.EchoReflected]);
        Assert.Equal(80_000, figures[MeasurementNames.ReceivedBitsPerSecond], 1e-6);
        Assert.InRange(figures[MeasurementNames.CallDelayMinSeconds], 1e-6, figures[MeasurementNames.CallDelaySeconds]);
        TestContext.Current.TestOutputHelper!.WriteLine(Describe(result));
    }

    [Fact]
    public async Task A_challenge_is_answered_with_the_credential_and_not_without()
    {
        await lab.NeedAsync("kamailio", "echo");
        var check = Check(lab.Variables, "LAB_SIP_PORT", Short) with { Extension = "auth-echo", Realm = "lab.test" };

        var refused = await RunAsync(lab.Variables, check);
        var taken = await RunAsync(
            lab.Variables,
            check with
            {
                Credential = Credential(lab.Variables, "LAB_SIP_PASSWORD"),
            }
        );
        var wrong = await RunAsync(
            lab.Variables,
            check with
            {
                Credential = Credential(lab.Variables, "LAB_SIP_PASSWORD_2"),
            }
        );

        Assert.Equal((Outcome.Down, Reason.AuthFailed), (refused.Outcome, refused.Reason));
        Assert.True(taken.Outcome == Outcome.Up, $"{taken.Reason} {taken.Detail}\n{taken.Evidence}");
        Assert.Equal((Outcome.Down, Reason.AuthFailed), (wrong.Outcome, wrong.Reason));
        Assert.DoesNotContain(lab.Variables["LAB_SIP_PASSWORD"], taken.Evidence, StringComparison.Ordinal);
        Assert.DoesNotMatch("response=\"?[0-9a-f]{32}", taken.Evidence);
    }

    [Theory]
    [InlineData("status-486", Reason.Busy, Outcome.Degraded)]
    [InlineData("status-503", Reason.UnexpectedStatus, Outcome.Down)]
    [InlineData("nobody", Reason.UnexpectedStatus, Outcome.Down)]
    public async Task A_call_that_the_proxy_refuses_is_judged_by_its_status(
        string extension,
        Reason reason,
        Outcome outcome
    )
    {
        await lab.NeedAsync("kamailio");

        var result = await RunAsync(
            lab.Variables,
            Check(lab.Variables, "LAB_SIP_PORT", Short) with
            {
                Extension = extension,
            }
        );

        Assert.Equal((outcome, reason), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task Outages_have_their_reasons_and_end_with_the_outage()
    {
        var folder = $"/tmp/ringback-lab-rtp-{Environment.ProcessId}";
        var own = await LoopbackLab.UpAsync(folder, ["kamailio", "echo"], Environment.ProcessId, Cancel);
        try
        {
            var check = Check(own.Variables, "LAB_SIP_PORT", Short);
            own.Freeze("kamailio");
            var frozen = await RunAsync(own.Variables, check, TimeSpan.FromSeconds(2));
            await own.ResumeAsync("kamailio", Cancel);
            var resumed = await RunAsync(own.Variables, check);
            await own.StopAsync("echo");
            var dead = await RunAsync(own.Variables, check);
            await own.StopAsync("kamailio");
            var stopped = await RunAsync(own.Variables, check);

            Assert.Equal((Outcome.Down, Reason.Timeout), (frozen.Outcome, frozen.Reason));
            Assert.True(resumed.Outcome == Outcome.Up, $"{resumed.Reason} {resumed.Detail}\n{resumed.Evidence}");
            Assert.Equal((Outcome.Down, Reason.UnexpectedStatus), (dead.Outcome, dead.Reason));
            Assert.Contains("408", dead.Detail, StringComparison.Ordinal);
            Assert.Equal((Outcome.Down, Reason.ConnectionRefused), (stopped.Outcome, stopped.Reason));
        }
        finally
        {
            await LoopbackLab.DownAsync(folder);
        }
    }

    [Fact]
    public async Task Twenty_calls_at_once_lose_nothing_and_are_not_mixed_up()
    {
        await lab.NeedAsync("echo");
        var check = Check(lab.Variables, "LAB_ECHO_PORT", TimeSpan.FromSeconds(5));

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RunAsync(lab.Variables, check)));

        foreach (var result in results)
        {
            Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}\n{result.Evidence}");
            var figures = Figures(result);
            Assert.Equal(250, figures[MeasurementNames.PacketsReceived]);
            Assert.Equal(0, figures[MeasurementNames.PacketsDuplicated]);
        }

        foreach (
            var name in new[]
            {
                MeasurementNames.InterarrivalJitterSeconds,
                MeasurementNames.CallDelaySeconds,
                MeasurementNames.CallDelayMaxSeconds,
                MeasurementNames.SendLatenessP99Seconds,
                MeasurementNames.SendLatenessMaxSeconds,
                MeasurementNames.SessionSetupSeconds,
            }
        )
        {
            var values = results.Select(result => Figures(result)[name] * 1e6).Order().ToList();
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{name}: {values[0]:F0} / {values[10]:F0} / {values[19]:F0} µs (least, median, most of 20 calls)"
            );
        }
    }

    public void Dispose() => _sender.Dispose();

    private static RtpCheck Check(IReadOnlyDictionary<string, string> variables, string port, TimeSpan media) =>
        new()
        {
            Host = variables["LAB_HOST"],
            Port = int.Parse(variables[port], CultureInfo.InvariantCulture),
            Extension = "echo",
            MediaDuration = media,
            MaxSendLateness = TimeSpan.FromSeconds(2),
            Limits = new RtpLimits { Delay = TimeSpan.FromSeconds(2), Jitter = TimeSpan.FromSeconds(2) },
        };

    private static Credential Credential(IReadOnlyDictionary<string, string> variables, string password) =>
        new(variables["LAB_SIP_USER"], new SecretReference(password, null));

    private Task<ProbeResult> RunAsync(
        IReadOnlyDictionary<string, string> variables,
        RtpCheck check,
        TimeSpan? limit = null
    ) =>
        OneRun.OfAsync(
            check,
            limit ?? TimeSpan.FromSeconds(20),
            ProbeKind.Of(RtpCheck.KindName, new RtpProbe(_sender, new PortWalk())),
            new Secrets(variables.GetValueOrDefault),
            evidenceAlways: true
        );

    private static Dictionary<string, double> Figures(ProbeResult result) =>
        result.Measurements.ToDictionary(figure => figure.Name, figure => figure.Value);

    private static string Describe(ProbeResult result) =>
        string.Join('\n', result.Phases.Select(phase => $"phase {phase.Name} {phase.Duration.TotalSeconds:F6} s"))
        + "\n"
        + string.Join('\n', result.Measurements.Select(figure => $"{figure.Name} {figure.Value:G6}"))
        + $"\n{result.Evidence}";
}
