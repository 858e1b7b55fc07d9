using System.Globalization;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.ProbeWorker.Rtp;

/// <summary>What only a call of more than half a minute shows.</summary>
public sealed class LongCallTests(LabFixture lab, ITestOutputHelper output) : IDisposable
{
    private readonly PacedSender _sender = new();

    /// <summary>Longer than half a session of 90 s; <c>RINGBACK_LONG_CALL_SECONDS</c> says how much.</summary>
    private static TimeSpan Length =>
        TimeSpan.FromSeconds(
            int.TryParse(Environment.GetEnvironmentVariable("RINGBACK_LONG_CALL_SECONDS"), out var seconds)
                ? seconds
                : 50
        );

    /// <summary>Kamailio's session timer asks us to refresh; SIPp and baresip, asked directly, have none.</summary>
    [Fact]
    public async Task A_call_holds_with_each_stack_and_through_kamailio_it_is_kept_alive()
    {
        await lab.NeedAsync("kamailio", "baresip");
        var checks = new Dictionary<string, RtpCheck>
        {
            ["kamailio to SIPp"] = Check("LAB_SIP_PORT", "auth-echo"),
            ["kamailio to SIPp over TLS"] = Check("LAB_SIP_TLS_PORT", "echo") with
            {
                Transport = SipTransport.Tls,
                Tls = new() { CaFile = lab.Variables["LAB_CA_FILE"] },
            },
            ["kamailio to baresip"] = Check("LAB_SIP_PORT", "baresip"),
            ["SIPp"] = Check("LAB_ECHO_PORT", "echo"),
            ["baresip"] = Check("LAB_BARESIP_PORT", "echo"),
        };
        var runs = await Task.WhenAll(checks.Select(async c => (c.Key, Result: await RunAsync(c.Value))));

        foreach (var (stack, result) in runs)
        {
            var figures = result.Measurements.ToDictionary(m => m.Name, m => m.Value);
            output.WriteLine(
                $"{stack}: {result.Outcome} {result.Reason} {result.Detail}, {Length.TotalSeconds} s, {figures.GetValueOrDefault(MeasurementNames.PacketsReceived)} of {figures.GetValueOrDefault(MeasurementNames.PacketsSent)} packets"
            );
        }

        Assert.All(runs, run => Assert.True(run.Result.Outcome == Outcome.Up, $"{run.Key}: {run.Result.Detail}"));
        var kept = runs.Count(run => run.Result.Evidence!.Contains("> UPDATE", StringComparison.Ordinal));
        Assert.True(kept >= 2, $"{kept} calls were kept alive by UPDATE");
    }

    /// <summary>Everything but an ACK passes: the answerer says its 200 for 64·T1, and hangs up.</summary>
    [Fact]
    public async Task A_path_that_loses_the_ACK_is_up_for_a_short_call_and_down_for_a_long_one()
    {
        await lab.NeedAsync("baresip");
        using var alg = new SipAlg(int.Parse(lab.Variables["LAB_BARESIP_PORT"], CultureInfo.InvariantCulture), "ACK");
        var check = Check("LAB_BARESIP_PORT", "echo") with { Port = alg.Port, Credential = null };
        var runs = await Task.WhenAll(
            RunAsync(check with { MediaDuration = TimeSpan.FromSeconds(3) }),
            RunAsync(check with { MediaDuration = TimeSpan.FromSeconds(45) })
        );

        output.WriteLine(runs[1].Detail ?? "");
        Assert.Equal((Outcome.Up, null), (runs[0].Outcome, runs[0].Reason));
        Assert.Equal((Outcome.Down, Reason.MediaStopped), (runs[1].Outcome, runs[1].Reason));
        Assert.InRange(runs[1].Duration.TotalSeconds, 30, 40);
    }

    public void Dispose() => _sender.Dispose();

    private RtpCheck Check(string port, string extension) =>
        new()
        {
            Host = "127.0.0.1",
            Port = int.Parse(lab.Variables[port], CultureInfo.InvariantCulture),
            Extension = extension,
            Realm = "lab.test",
            Credential = new Credential("alice", new SecretReference("LAB_SIP_PASSWORD", null)),
            MediaDuration = Length,

            // Of the machine under a test's load nothing is asked.
            MaxSendLateness = TimeSpan.FromSeconds(2),
            Limits = new()
            {
                Delay = TimeSpan.FromSeconds(2),
                Jitter = TimeSpan.FromSeconds(1),
                Loss = 0.2,
            },
        };

    private Task<ProbeResult> RunAsync(RtpCheck check) =>
        OneRun.OfAsync(
            check,
            check.MediaDuration + TimeSpan.FromSeconds(20),
            ProbeKind.Of(RtpCheck.KindName, new RtpProbe(_sender, new PortWalk())),
            new Secrets(lab.Variables.GetValueOrDefault),
            evidenceAlways: true
        );
}
