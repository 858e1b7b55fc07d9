using System.Globalization;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.ProbeWorker.Rtp;

/// <summary>Calls with media over every transport that kamailio has, and in every codec that SIPp and baresip have.</summary>
[Collection("calls to bob")] // who registers one at a time: a call would ring at another test's phone too
public sealed class CallStacksTests(LabFixture lab) : IDisposable
{
    private static readonly Dictionary<SipTransport, string> Ports = new()
    {
        [SipTransport.Udp] = "LAB_SIP_PORT",
        [SipTransport.Tcp] = "LAB_SIP_TCP_PORT",
        [SipTransport.Tls] = "LAB_SIP_TLS_PORT",
        [SipTransport.Ws] = "LAB_SIP_WS_PORT",
        [SipTransport.Wss] = "LAB_SIP_WSS_PORT",
    };

    private readonly PacedSender _sender = new();

    public static TheoryData<SipTransport> Transports => [.. Ports.Keys];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task An_echo_is_heard_over_every_transport(SipTransport transport)
    {
        var figures = AssertUp(await ThroughKamailioAsync(transport, check => check with { Extension = "auth-echo" }));

        Assert.Equal((50, 50), (figures[MeasurementNames.PacketsSent], figures[MeasurementNames.PacketsReceived]));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Two_accounts_hear_each_other_over_every_transport(SipTransport transport)
    {
        var figures = AssertUp(
            await ThroughKamailioAsync(
                transport,
                check =>
                    check with
                    {
                        Extension = "bob",
                        Callee = new Credential("bob", new SecretReference("LAB_SIP_PASSWORD_2", null)),
                        DirectMedia = true,
                        Digits = "19*",
                    }
            )
        );

        Assert.Equal(
            (0.0, 0.0, 3.0),
            (
                figures[MeasurementNames.OutwardLossRatio],
                figures[MeasurementNames.HomewardLossRatio],
                figures[MeasurementNames.DigitsHeard]
            )
        );
    }

    [Theory]
    [InlineData(RtpCodec.Pcma, 8)]
    [InlineData(RtpCodec.Pcmu, 0)]
    public async Task SIPp_reflects_both_laws(RtpCodec codec, int payloadType)
    {
        await lab.NeedAsync("echo");
        var figures = AssertUp(await RunAsync(Check("LAB_ECHO_PORT") with { Codec = codec, Digits = "0" }));

        Assert.Equal(
            (1, payloadType),
            (figures[MeasurementNames.EchoReflected], figures[MeasurementNames.PayloadType])
        );
        Assert.Equal(1, figures[MeasurementNames.DigitsHeard]);
    }

    [Theory]
    [InlineData(RtpCodec.G722)]
    [InlineData(RtpCodec.G729)]
    [InlineData(RtpCodec.H264)]
    public async Task A_codec_that_SIPp_does_not_answer_with_is_a_mismatch(RtpCodec codec)
    {
        await lab.NeedAsync("echo");
        var result = await RunAsync(Check("LAB_ECHO_PORT") with { Codec = codec });

        // It answers any offer with audio of G.711: to one of video that is another medium altogether.
        Assert.Equal(
            codec == RtpCodec.H264 ? (Outcome.Down, Reason.ProtocolError) : (Outcome.Degraded, Reason.CodecMismatch),
            (result.Outcome, result.Reason!.Value)
        );
    }

    [Theory]
    [InlineData(RtpCodec.Pcma)]
    [InlineData(RtpCodec.Pcmu)]
    [InlineData(RtpCodec.G722)]
    public async Task Baresip_sends_our_voice_back_in_a_stream_of_its_own(RtpCodec codec)
    {
        await lab.NeedAsync("baresip");

        // It reports every 5 s, and what its buffer drops at the start is its own affair.
        var figures = AssertUp(
            await RunAsync(
                Check("LAB_BARESIP_PORT") with
                {
                    Codec = codec,
                    MediaDuration = TimeSpan.FromSeconds(8),
                    Limits = new RtpLimits
                    {
                        Delay = TimeSpan.FromSeconds(2),
                        Jitter = TimeSpan.FromSeconds(2),
                        Loss = 1,
                    },
                }
            )
        );

        Assert.Equal(0, figures[MeasurementNames.EchoReflected]);
        Assert.True(figures[MeasurementNames.RtcpReports] >= 1);
        Assert.InRange(figures[MeasurementNames.UplinkLossRatio], 0, 1);

        // What it encodes anew in G.722 is not ours bit by bit: the round trip is then that of its reports. It counts in whole
        // milliseconds, so that on loopback one may come out as less than nothing: then there is none, and no delay either.
        Assert.Equal(codec != RtpCodec.G722, figures.ContainsKey(MeasurementNames.DelayVariationP99Seconds));
        if (codec == RtpCodec.G722)
            Assert.Equal(
                figures.GetValueOrDefault(MeasurementNames.RtcpRttSeconds, -1),
                figures.GetValueOrDefault(MeasurementNames.CallDelaySeconds, -1)
            );
        else
            Assert.InRange(figures[MeasurementNames.CallDelaySeconds], 1e-6, 2);
    }

    public void Dispose() => _sender.Dispose();

    private static Dictionary<string, double> AssertUp(ProbeResult result)
    {
        Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}\n{result.Evidence}");
        return result.Measurements.ToDictionary(figure => figure.Name, figure => figure.Value);
    }

    private async Task<ProbeResult> ThroughKamailioAsync(SipTransport transport, Func<RtpCheck, RtpCheck> change)
    {
        await lab.NeedAsync("kamailio", "echo");
        return await RunAsync(
            change(
                Check(Ports[transport]) with
                {
                    Transport = transport,
                    Tls = new() { CaFile = lab.Variables["LAB_CA_FILE"] },
                    Domain = "lab.test",
                    Credential = new Credential("alice", new SecretReference("LAB_SIP_PASSWORD", null)),
                }
            )
        );
    }

    private RtpCheck Check(string port) =>
        new()
        {
            Host = lab.Variables["LAB_HOST"],
            Port = int.Parse(lab.Variables[port], CultureInfo.InvariantCulture),
            Extension = "echo",
            MediaDuration = TimeSpan.FromSeconds(1),

            // This machine may be busy: what is tested here is what becomes of the call.
            MaxSendLateness = TimeSpan.FromSeconds(2),
            JitterBuffer = TimeSpan.FromSeconds(2),
            Limits = new RtpLimits { Delay = TimeSpan.FromSeconds(2), Jitter = TimeSpan.FromSeconds(2) },
        };

    private Task<ProbeResult> RunAsync(RtpCheck check) =>
        OneRun.OfAsync(
            check,
            TimeSpan.FromSeconds(30),
            ProbeKind.Of(RtpCheck.KindName, new RtpProbe(_sender, new PortWalk())),
            new Secrets(lab.Variables.GetValueOrDefault),
            evidenceAlways: true
        );
}
