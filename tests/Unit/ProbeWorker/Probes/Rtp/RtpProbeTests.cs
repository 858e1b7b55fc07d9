using System.Globalization;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Rtp;
using Ringback.Tests.Unit.ProbeWorker.Probes.Net;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp;

/// <summary>Whole runs of the probe, against loopback peers that speak a few lines of SIP and no codec of ours.</summary>
public sealed class RtpProbeTests : IDisposable
{
    private readonly RtpRuns _runs = new();

    [Fact]
    public async Task A_call_whose_media_comes_back_is_up_with_phases_and_figures()
    {
        await using var echo = new MediaPeer((_, packet) => [packet]);
        await using var peer = CallPeer.Answering(() => CallPeer.Session(echo.EndPoint.Port));

        var result = await RunAsync(peer.Port);

        Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}");
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
        var figures = result.Measurements.ToDictionary(m => m.Name, m => m.Value);
        Assert.Equal(200, figures[MeasurementNames.StatusCode]);
        Assert.Equal(20, figures[MeasurementNames.PacketsSent]);
        Assert.Equal(20, figures[MeasurementNames.PacketsReceived]);
        Assert.Equal(1, figures[MeasurementNames.EchoReflected]);
        Assert.Equal(80_000, figures[MeasurementNames.OfferedBitsPerSecond], 1e-6);
        Assert.InRange(figures[MeasurementNames.Mos], 1, 4.5);
        Assert.InRange(
            figures[MeasurementNames.PostDialDelaySeconds],
            0,
            figures[MeasurementNames.SessionSetupSeconds]
        );
        Assert.Equal($"127.0.0.1:{peer.Port}", result.Address);
        await peer.WaitForAsync("ACK");
        await peer.WaitForAsync("BYE");
    }

    [Theory]
    [InlineData(RtpCodec.Pcmu, "audio", "0", "", 80_000)]
    [InlineData(RtpCodec.G722, "audio", "9", "", 80_000)]
    [InlineData(RtpCodec.G729, "audio", "18", "", 24_000)]
    [InlineData(RtpCodec.H264, "video", "99", "a=rtpmap:99 H264/90000\r\na=fmtp:99 packetization-mode=1\r\n", 600_000)]
    public async Task Each_codec_goes_out_in_its_own_frames_and_comes_back(
        RtpCodec codec,
        string kind,
        string format,
        string more,
        double bitRate
    )
    {
        byte payloadType = 0;
        await using var echo = new MediaPeer(
            (_, packet) =>
            {
                payloadType = (byte)(packet[1] & 0x7f);
                return [packet];
            }
        );
        await using var peer = CallPeer.Answering(() =>
            CallPeer.Session(echo.EndPoint.Port, more, formats: format, kind: kind)
        );

        var result = await RunAsync(peer.Port, change: check => check with { Codec = codec });

        Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}");
        Assert.Equal(format, payloadType.ToString(CultureInfo.InvariantCulture));
        var figures = result.Measurements.ToDictionary(m => m.Name, m => m.Value);
        Assert.Equal(bitRate, figures[MeasurementNames.OfferedBitsPerSecond], bitRate / 500);
        Assert.Equal(figures[MeasurementNames.OfferedBitsPerSecond], figures[MeasurementNames.ReceivedBitsPerSecond]);
        Assert.Equal(codec is RtpCodec.Pcmu or RtpCodec.G729, figures.ContainsKey(MeasurementNames.Mos));
        Assert.Equal(codec is RtpCodec.G722, figures.ContainsKey(MeasurementNames.WidebandMos));
    }

    [Fact]
    public async Task Video_that_may_not_be_fragmented_is_another_codec()
    {
        await using var peer = CallPeer.Answering(() =>
            CallPeer.Session(4000, "a=rtpmap:96 H264/90000\r\n", formats: "96", kind: "video")
        );

        var result = await RunAsync(peer.Port, change: check => check with { Codec = RtpCodec.H264 });

        Assert.Equal((Outcome.Degraded, Reason.CodecMismatch), (result.Outcome, result.Reason));
        await peer.WaitForAsync("BYE");
    }

    [Fact]
    public async Task Calls_walk_the_range_of_ports_and_say_where_they_are()
    {
        await using var echo = new MediaPeer((_, packet) => [packet]);
        await using var peer = CallPeer.Answering(() => CallPeer.Session(echo.EndPoint.Port));
        var range = new PortRange(21_000, 21_999);
        var walk = new PortWalk();

        var first = Figures(await RunAsync(peer.Port, change: check => check with { Ports = range }, walk: walk));
        var second = Figures(await RunAsync(peer.Port, change: check => check with { Ports = range }, walk: walk));

        Assert.InRange(first[MeasurementNames.LocalPort], 21_000, 21_998);
        Assert.NotEqual(first[MeasurementNames.LocalPort], second[MeasurementNames.LocalPort]);
        Assert.Equal(echo.EndPoint.Port, first[MeasurementNames.RemotePort]);
        Assert.Equal((0.002, 0), (first[MeasurementNames.PortsSeenRatio], first[MeasurementNames.PortsFailed]));
        Assert.Equal((0.004, 0), (second[MeasurementNames.PortsSeenRatio], second[MeasurementNames.PortsFailed]));
    }

    [Fact]
    public async Task A_port_without_media_is_named_and_counted()
    {
        await using var peer = CallPeer.Answering(() => CallPeer.Session(DatagramSocketTests.ClosedPort().Port));

        var result = await RunAsync(peer.Port, change: check => check with { Ports = new PortRange(21_000, 21_999) });

        Assert.Equal(Reason.NoMedia, result.Reason);
        var figures = Figures(result);
        Assert.Equal(1, figures[MeasurementNames.PortsFailed]);
        Assert.Contains(
            $"local {figures[MeasurementNames.LocalPort]}, remote ",
            result.Detail,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Digits_follow_the_voice_and_are_counted_where_they_come_back()
    {
        var events = 0;
        await using var echo = new MediaPeer(
            (_, packet) =>
            {
                if ((packet[1] & 0x7f) == 110)
                    events++;
                return [packet];
            }
        );
        const string Events = "a=rtpmap:110 telephone-event/8000\r\na=fmtp:110 0-15\r\n";
        await using var peer = CallPeer.Answering(() => CallPeer.Session(echo.EndPoint.Port, Events, formats: "8 110"));

        var result = await RunAsync(peer.Port, change: check => check with { Digits = "0*#9" });

        Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}");
        var figures = Figures(result);
        Assert.Equal((4, 4), (figures[MeasurementNames.DigitsSent], figures[MeasurementNames.DigitsHeard]));
        Assert.Equal(20, figures[MeasurementNames.PacketsReceived]);
        Assert.Equal(4 * 7, events); // five packets of 20 ms each, and the end twice more
    }

    [Fact]
    public async Task A_peer_that_knows_no_events_cannot_be_dialled_in_a_call()
    {
        await using var peer = CallPeer.Answering(() => CallPeer.Session(4000));

        var result = await RunAsync(peer.Port, change: check => check with { Digits = "1" });

        Assert.Equal((Outcome.Degraded, Reason.CodecMismatch), (result.Outcome, result.Reason));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Media_that_is_sent_to_ourselves_is_no_echo_of_the_PBX(bool isDirect)
    {
        await using var peer = new CallPeer(
            (p, request) =>
                CallPeer.Method(request) switch
                {
                    "INVITE" =>
                    [
                        p.Response(
                            request,
                            "200 OK",
                            CallPeer.Session(
                                int.Parse(request.Split("m=audio ")[1].Split(' ')[0], CultureInfo.InvariantCulture)
                            )
                        ),
                    ],
                    "BYE" => [p.Response(request, "200 OK")],
                    _ => [],
                }
        );

        var result = await RunAsync(peer.Port, change: check => check with { DirectMedia = isDirect });

        Assert.Equal(isDirect ? null : Reason.MediaBypassed, result.Reason);
        Assert.Equal(isDirect ? Outcome.Up : Outcome.Unknown, result.Outcome);
        await peer.WaitForAsync("BYE");
    }

    public void Dispose() => _runs.Dispose();

    private static Dictionary<string, double> Figures(ProbeResult result) =>
        result.Measurements.ToDictionary(m => m.Name, m => m.Value);

    private Task<ProbeResult> RunAsync(int port, Func<RtpCheck, RtpCheck>? change = null, PortWalk? walk = null) =>
        _runs.RunAsync(port, change ?? (check => check), walk: walk);
}
