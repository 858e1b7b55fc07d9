using System.Globalization;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.ProbeWorker.Rtp;

/// <summary>Calls with voice and video: SIPp echoes both, baresip has no H.264, kamailio joins two accounts of ours, and rtpengine relays.</summary>
[Collection("calls to bob")] // who registers one at a time: a call would ring at another test's phone too
public sealed class VideoCallTests(LabFixture lab) : IDisposable
{
    private static readonly RtpLimits Wide = new()
    {
        Delay = TimeSpan.FromSeconds(2),
        Jitter = TimeSpan.FromSeconds(2),
    };

    private readonly PacedSender _sender = new();

    [Theory]
    [InlineData("LAB_ECHO_PORT", 600_000)]
    [InlineData("LAB_SIP_PORT", 1_500_000)]
    [InlineData("LAB_SBC_PORT", 1_200_000)]
    public async Task SIPp_sends_both_back_whole_and_at_the_rate_offered(string port, double bitRate)
    {
        await lab.NeedAsync("sbc", "echo");

        var result = await RunAsync(port, bitRate);

        Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}\n{result.Evidence}");
        var figures = Figures(result);
        Assert.Equal((100, 100), (figures[MeasurementNames.PacketsSent], figures[MeasurementNames.PacketsReceived]));
        Assert.Equal(OfVideo(MeasurementNames.PacketsSent), OfVideo(MeasurementNames.PacketsReceived));
        Assert.Equal(80_000, figures[MeasurementNames.ReceivedBitsPerSecond], 1e-6);
        Assert.Equal(bitRate, OfVideo(MeasurementNames.ReceivedBitsPerSecond), bitRate / 500);
        Assert.Equal((1, 1), (figures[MeasurementNames.EchoReflected], OfVideo(MeasurementNames.EchoReflected)));
        Assert.NotEqual(figures[MeasurementNames.RemotePort], OfVideo(MeasurementNames.RemotePort));
        Assert.InRange(figures[MeasurementNames.AudioVideoSkewSeconds], -1, 1);
        Assert.Equal(
            ["m=audio", "m=video", "m=audio", "m=video"],
            result
                .Evidence!.Split('\n')
                .Select(line => line.Trim())
                .Where(line => line.StartsWith("m="))
                .Select(line => line[..7])
        );
        TestContext.Current.TestOutputHelper!.WriteLine(
            string.Join('\n', result.Measurements.Select(figure => $"{figure.Name} {figure.Value:G6}"))
        );

        double OfVideo(string name) => figures[VideoMeasurementNames.Of(name)];
    }

    [Fact]
    public async Task Baresip_refuses_the_video_and_its_voice_is_measured()
    {
        await lab.NeedAsync("baresip");

        var result = await RunAsync("LAB_BARESIP_PORT");

        Assert.Equal((Outcome.Degraded, Reason.NoMedia), (result.Outcome, result.Reason));
        Assert.Contains("its video was refused (port 0)", result.Detail, StringComparison.Ordinal);
        var figures = Figures(result);
        Assert.Equal((100, 1), (figures[MeasurementNames.PacketsSent], figures[MeasurementNames.MediaHeld]));
        Assert.DoesNotContain(figures.Keys, name => name.StartsWith("video_", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("LAB_SIP_PORT", true)]
    [InlineData("LAB_SBC_PORT", false)]
    public async Task Two_accounts_hear_and_see_each_other_direct_or_relayed(string port, bool isDirect)
    {
        await lab.NeedAsync("sbc");

        var result = await RunAsync(
            port,
            change: check =>
                check with
                {
                    Extension = lab.Variables["LAB_SIP_USER_2"],
                    Credential = new(lab.Variables["LAB_SIP_USER"], new SecretReference("LAB_SIP_PASSWORD", null)),
                    Callee = new(lab.Variables["LAB_SIP_USER_2"], new SecretReference("LAB_SIP_PASSWORD_2", null)),
                    DirectMedia = isDirect,
                    Domain = "lab.test",
                    Ports = new PortRange(21_204, 21_303),
                    Digits = "15",
                }
        );

        Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}\n{result.Evidence}");
        var figures = Figures(result);
        foreach (var name in new[] { MeasurementNames.OutwardLossRatio, MeasurementNames.HomewardLossRatio })
            Assert.Equal((0, 0), (figures[name], figures[VideoMeasurementNames.Of(name)]));

        Assert.Equal((2, 1), (figures[MeasurementNames.DigitsHeard], figures[MeasurementNames.Conforming]));
        if (isDirect)
            Assert.Equal((46, 34), (figures["received_dscp_code"], figures["video_received_dscp_code"]));

        Assert.True(figures["rtcp_reports_count"] >= 1 && figures["video_rtcp_reports_count"] >= 1);

        // Both media of both ends went over ports of their own, past the proxy each to the other end's of the same medium.
        Assert.Equal(4.0 / 50, figures[MeasurementNames.PortsSeenRatio]);
        foreach (var medium in new[] { "", "video_" })
            Assert.Equal(
                isDirect,
                figures[$"{medium}callee_local_port_number"] == figures[$"{medium}remote_port_number"]
            );

        Assert.Equal(4, PortUse.Of(result).Select(use => use.Local).Distinct().Count());
    }

    public void Dispose() => _sender.Dispose();

    private static Dictionary<string, double> Figures(ProbeResult result) =>
        result.Measurements.ToDictionary(figure => figure.Name, figure => figure.Value);

    private Task<ProbeResult> RunAsync(string port, double bitRate = 600_000, Func<RtpCheck, RtpCheck>? change = null)
    {
        var check = new RtpCheck
        {
            Host = lab.Variables["LAB_HOST"],
            Port = int.Parse(lab.Variables[port], CultureInfo.InvariantCulture),
            Extension = "echo",
            MediaDuration = TimeSpan.FromSeconds(2),
            MaxSendLateness = TimeSpan.FromSeconds(2),
            JitterBuffer = TimeSpan.FromSeconds(2),

            // What baresip's buffer drops at the start is its own affair.
            Limits = Wide with
            {
                Loss = 1,
            },
            Video = new RtpVideo { BitRate = bitRate, Limits = Wide with { Bandwidth = bitRate } },
        };
        return OneRun.OfAsync(
            change?.Invoke(check) ?? check,
            TimeSpan.FromSeconds(20),
            ProbeKind.Of(RtpCheck.KindName, new RtpProbe(_sender, new PortWalk())),
            new Secrets(lab.Variables.GetValueOrDefault),
            evidenceAlways: true
        );
    }
}
