using System.Globalization;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.ProbeWorker.Rtp;

/// <summary>Calls from one account of kamailio to another, both registered here. It relays no media: that goes direct.</summary>
[Collection("calls to bob")] // who registers one at a time: a call would ring at another test's phone too
public sealed class LoopCallTests(LabFixture lab) : IDisposable
{
    private readonly PacedSender _sender = new();

    [Theory]
    [InlineData(RtpCodec.Pcma)]
    [InlineData(RtpCodec.G722)]
    [InlineData(RtpCodec.H264)]
    public async Task Both_directions_are_heard_whole_with_the_delay_of_each(RtpCodec codec)
    {
        var result = await RunAsync(check =>
            check with
            {
                DirectMedia = true,
                Ports = new PortRange(21_004, 21_103),
                Codec = codec,
                Digits = codec == RtpCodec.H264 ? null : "159#",
            }
        );

        Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}\n{result.Evidence}");
        var figures = result.Measurements.ToDictionary(figure => figure.Name, figure => figure.Value);
        Assert.Equal(
            (0.0, 0.0, 1.0),
            (
                figures[MeasurementNames.OutwardLossRatio],
                figures[MeasurementNames.HomewardLossRatio],
                figures[MeasurementNames.Conforming]
            )
        );
        Assert.InRange(figures[MeasurementNames.OutwardCallDelaySeconds], 1e-6, 2);
        Assert.InRange(figures[MeasurementNames.HomewardCallDelaySeconds], 1e-6, 2);
        Assert.Equal(
            Math.Max(
                figures[MeasurementNames.OutwardCallDelaySeconds],
                figures[MeasurementNames.HomewardCallDelaySeconds]
            ),
            figures[MeasurementNames.CallDelaySeconds]
        );
        Assert.Equal(codec == RtpCodec.H264 ? 34 : 46, figures[MeasurementNames.ReceivedDscp]);

        // Past the PBX each end sends to the other's own port, and both were walked.
        Assert.Equal(
            (figures[MeasurementNames.CalleeLocalPort], figures[MeasurementNames.LocalPort], 2.0 / 50),
            (
                figures[MeasurementNames.RemotePort],
                figures[MeasurementNames.CalleeRemotePort],
                figures[MeasurementNames.PortsSeenRatio]
            )
        );
        Assert.True(figures[MeasurementNames.RtcpReports] >= 1);
        Assert.Equal(0, figures[MeasurementNames.UplinkLossRatio]);
        if (codec != RtpCodec.H264)
            Assert.Equal((4, 4), (figures[MeasurementNames.DigitsSent], figures[MeasurementNames.DigitsHeard]));
    }

    [Fact]
    public async Task Media_past_the_PBX_says_nothing_of_it()
    {
        var result = await RunAsync(check => check);

        Assert.Equal((Outcome.Unknown, Reason.MediaBypassed), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task An_account_that_is_not_let_in_is_named()
    {
        var result = await RunAsync(check =>
            check with
            {
                Callee = check.Callee! with { Password = new SecretReference("LAB_SIP_PASSWORD", null) },
            }
        );

        Assert.Equal((Outcome.Down, Reason.AuthFailed), (result.Outcome, result.Reason));
        Assert.Contains(lab.Variables["LAB_SIP_USER_2"], result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_somebody_else_answers_has_not_reached_our_account()
    {
        await lab.NeedAsync("echo");

        var result = await RunAsync(check => check with { Extension = "echo", DirectMedia = true });

        Assert.Equal((Outcome.Down, Reason.AssertionFailed), (result.Outcome, result.Reason));
    }

    public void Dispose() => _sender.Dispose();

    private async Task<ProbeResult> RunAsync(Func<RtpCheck, RtpCheck> change)
    {
        await lab.NeedAsync("kamailio");
        var check = new RtpCheck
        {
            Host = lab.Variables["LAB_HOST"],
            Port = int.Parse(lab.Variables["LAB_SIP_PORT"], CultureInfo.InvariantCulture),
            Extension = lab.Variables["LAB_SIP_USER_2"],
            Realm = "lab.test",
            Credential = new(lab.Variables["LAB_SIP_USER"], new SecretReference("LAB_SIP_PASSWORD", null)),
            Callee = new(lab.Variables["LAB_SIP_USER_2"], new SecretReference("LAB_SIP_PASSWORD_2", null)),
            MediaDuration = TimeSpan.FromSeconds(2),
            MaxSendLateness = TimeSpan.FromSeconds(2),
            JitterBuffer = TimeSpan.FromSeconds(2),
            Limits = new RtpLimits { Delay = TimeSpan.FromSeconds(2), Jitter = TimeSpan.FromSeconds(2) },
        };
        return await OneRun.OfAsync(
            change(check),
            TimeSpan.FromSeconds(20),
            ProbeKind.Of(RtpCheck.KindName, new RtpProbe(_sender, new PortWalk())),
            new Secrets(lab.Variables.GetValueOrDefault),
            evidenceAlways: true
        );
    }
}
