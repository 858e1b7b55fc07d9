using System.Buffers.Binary;
using System.Globalization;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Tests.Unit.ProbeWorker.Probes.Net;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp;

/// <summary>Calls that offer a voice and a video beside it, against a peer of a few lines of SIP and an echo for each.</summary>
public sealed class VideoCallTests : IDisposable
{
    private static readonly PortRange Range = new(22_000, 22_999);

    private readonly RtpRuns _runs = new();

    [Fact]
    public async Task Voice_and_video_each_have_figures_of_their_own()
    {
        await using var voice = new MediaPeer((_, packet) => [packet]);
        await using var video = new MediaPeer((_, packet) => [packet]);
        await using var peer = CallPeer.Answering(() => Session(voice.EndPoint.Port, video.EndPoint.Port));

        var result = await RunAsync(peer.Port);

        Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}");
        var figures = Figures(result);
        Assert.Equal((20, 20), (figures[MeasurementNames.PacketsSent], figures[MeasurementNames.PacketsReceived]));
        Assert.Equal((30, 30), (OfVideo(MeasurementNames.PacketsSent), OfVideo(MeasurementNames.PacketsReceived)));
        Assert.Equal((80_000, 600_000), (Rate(""), Rate("video_")));
        Assert.Equal((8, 96), (figures[MeasurementNames.PayloadType], OfVideo(MeasurementNames.PayloadType)));
        Assert.Equal(
            (voice.EndPoint.Port, video.EndPoint.Port),
            (figures[MeasurementNames.RemotePort], OfVideo(MeasurementNames.RemotePort))
        );
        Assert.Equal((1, 1, 1), (figures["media_held"], figures["video_media_held"], figures["conforming"]));
        Assert.InRange(figures[MeasurementNames.Mos], 1, 4.5);
        Assert.Equal(
            OfVideo(MeasurementNames.CallDelaySeconds) - figures[MeasurementNames.CallDelaySeconds],
            figures[MeasurementNames.AudioVideoSkewSeconds],
            1e-12
        );
        Assert.DoesNotContain(MeasurementNames.LipSyncSeconds, figures.Keys);
        Assert.Contains("m=audio ", result.Evidence, StringComparison.Ordinal);
        Assert.Contains("video: 30 packets sent, 30 came back", result.Evidence, StringComparison.Ordinal);
        await peer.WaitForAsync("BYE");

        double OfVideo(string name) => figures[VideoMeasurementNames.Of(name)];
        double Rate(string medium) => Math.Round(figures[$"{medium}received_bits_per_second"] / 1000) * 1000;
    }

    [Fact]
    public async Task The_offer_has_the_voice_first_each_at_an_even_port_of_the_range()
    {
        await using var voice = new MediaPeer((_, packet) => [packet]);
        await using var video = new MediaPeer((_, packet) => [packet]);
        await using var peer = CallPeer.Answering(() => Session(voice.EndPoint.Port, video.EndPoint.Port));

        var figures = Figures(await RunAsync(peer.Port, check => check with { Ports = Range }));
        var invite = await peer.WaitForAsync("INVITE");

        var lines = invite.Split("\r\n").Where(line => line.StartsWith("m=", StringComparison.Ordinal)).ToList();
        var ports = new[] { figures[MeasurementNames.LocalPort], figures["video_local_port_number"] };
        Assert.Equal([$"m=audio {ports[0]} RTP/AVP 8", $"m=video {ports[1]} RTP/AVP 96"], lines);
        Assert.All(ports, port => Assert.True(port % 2 == 0 && port is >= 22_000 and <= 22_998));
        Assert.NotEqual(ports[0], ports[1]);
        Assert.Equal((2.0 / 500, 0), (figures[MeasurementNames.PortsSeenRatio], figures[MeasurementNames.PortsFailed]));
    }

    [Theory]
    [InlineData("m=video 0 RTP/AVP 96", Reason.NoMedia, "refused (port 0)")]
    [InlineData("m=video 0 RTP/AVP 31", Reason.NoMedia, "refused (port 0)")]
    [InlineData("m=video 4000 RTP/AVP 97\r\na=rtpmap:97 VP8/90000", Reason.CodecMismatch, "H264")]
    [InlineData("m=video 4000 RTP/AVP 96\r\na=rtpmap:96 H264/90000", Reason.CodecMismatch, "H264")]
    [InlineData(
        "m=video 4000 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1\r\na=recvonly",
        Reason.OneWayMedia,
        "one way"
    )]
    [InlineData(
        "m=video 4000 RTP/AVP 96\r\nc=IN IP4 239.0.0.1\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1",
        Reason.ProtocolError,
        "cannot be sent to"
    )]
    public async Task A_voice_without_its_video_is_measured_and_degraded(string line, Reason reason, string detail)
    {
        await using var voice = new MediaPeer((_, packet) => [packet]);
        var session = CallPeer.Session(voice.EndPoint.Port, Mended(line) + "\r\n");
        await using var peer = CallPeer.Answering(() => session);

        var result = await RunAsync(peer.Port, check => check with { Ports = Range });

        Assert.Equal((Outcome.Degraded, reason), (result.Outcome, result.Reason));
        Assert.StartsWith("video: ", result.Detail, StringComparison.Ordinal);
        Assert.Contains(detail, result.Detail, StringComparison.Ordinal);
        var figures = Figures(result);
        Assert.Equal((20, 1), (figures[MeasurementNames.PacketsReceived], figures[MeasurementNames.MediaHeld]));
        Assert.Equal((0, 1.0 / 500), (figures[MeasurementNames.Conforming], figures[MeasurementNames.PortsSeenRatio]));

        // Of a video that never set out nothing is told.
        Assert.DoesNotContain(figures.Keys, name => name.StartsWith("video_", StringComparison.Ordinal));
        Assert.DoesNotContain(MeasurementNames.AudioVideoSkewSeconds, figures.Keys);
        await peer.WaitForAsync("BYE");
    }

    [Theory]
    [InlineData("m=audio 0 RTP/AVP 8", "m=video {0} RTP/AVP 96", Reason.NoMedia)]
    [InlineData("m=audio 4000 RTP/AVP 0", "m=video {0} RTP/AVP 96", Reason.CodecMismatch, Outcome.Degraded)]
    [InlineData("m=audio 4000 RTP/AVP 8", "", Reason.ProtocolError)]
    [InlineData("m=video {0} RTP/AVP 96", "m=audio 4000 RTP/AVP 8", Reason.ProtocolError)]
    [InlineData("m=audio 0 RTP/AVP 8", "m=video 0 RTP/AVP 96", Reason.NoMedia)]
    public async Task Without_its_voice_it_is_no_call(
        string first,
        string second,
        Reason reason,
        Outcome outcome = Outcome.Down
    )
    {
        await using var video = new MediaPeer((_, packet) => [packet]);
        var lines = string.Join("\r\n", new[] { first, second }.Where(line => line.Length > 0).Select(Mended));
        var text = string.Format(CultureInfo.InvariantCulture, lines, video.EndPoint.Port);
        await using var peer = CallPeer.Answering(() =>
            $"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n{text}\r\n"
        );

        var result = await RunAsync(peer.Port);

        Assert.Equal((outcome, reason), (result.Outcome, result.Reason));
        var figures = Figures(result);
        Assert.Equal(0, figures[MeasurementNames.Conforming]);
        Assert.DoesNotContain(MeasurementNames.PacketsReceived, figures.Keys);
        await peer.WaitForAsync("BYE");
    }

    [Fact]
    public async Task A_video_port_that_is_closed_is_the_one_that_failed()
    {
        await using var voice = new MediaPeer((_, packet) => [packet]);
        var closed = DatagramSocketTests.ClosedPort().Port;
        await using var peer = CallPeer.Answering(() => Session(voice.EndPoint.Port, closed));

        var result = await RunAsync(peer.Port, check => check with { Ports = Range });

        Assert.Equal((Outcome.Degraded, Reason.NoMedia), (result.Outcome, result.Reason));
        var figures = Figures(result);
        Assert.Equal((1, 0), (figures[MeasurementNames.MediaHeld], figures["video_media_held"]));
        Assert.Equal((20, 0), (figures[MeasurementNames.PacketsReceived], figures["video_packets_received_count"]));
        Assert.Equal((2.0 / 500, 1), (figures[MeasurementNames.PortsSeenRatio], figures[MeasurementNames.PortsFailed]));
        Assert.DoesNotContain("video_call_delay_seconds", figures.Keys);
        Assert.EndsWith(
            $"Ports: local {figures["video_local_port_number"]}, remote {closed}.",
            result.Detail,
            StringComparison.Ordinal
        );
        var uses = PortUse.Of(result);
        Assert.Equal([true, false], uses.Select(use => use.HadMedia));
        Assert.Equal(1, PortMap.Of(Range, uses).Calls);
    }

    [Fact]
    public async Task Media_that_comes_back_in_the_other_stream_is_not_taken_for_its_own()
    {
        MediaPeer? video = null;
        await using var voice = new MediaPeer((_, _) => []);
        await using var both = video = new MediaPeer((_, packet) => [packet]);
        await using var peer = CallPeer.Answering(() => Session(voice.EndPoint.Port, video.EndPoint.Port));

        var result = await RunAsync(peer.Port);

        Assert.Equal((Outcome.Down, Reason.NoMedia), (result.Outcome, result.Reason));
        Assert.StartsWith("audio: ", result.Detail, StringComparison.Ordinal);
        var figures = Figures(result);
        Assert.Equal((0, 30), (figures[MeasurementNames.PacketsReceived], figures["video_packets_received_count"]));
        Assert.DoesNotContain(MeasurementNames.Mos, figures.Keys);
    }

    [Fact]
    public async Task Each_medium_has_limits_of_its_own()
    {
        await using var voice = new MediaPeer((_, packet) => [packet]);
        await using var video = new MediaPeer((number, packet) => number % 3 == 1 ? [] : [packet]);
        await using var peer = CallPeer.Answering(() => Session(voice.EndPoint.Port, video.EndPoint.Port));

        var result = await RunAsync(
            peer.Port,
            check => check with { Video = check.Video! with { Limits = RtpRuns.Wide with { Loss = 0.01 } } }
        );
        var wider = await RunAsync(
            peer.Port,
            check => check with { Video = check.Video! with { Limits = RtpRuns.Wide with { Loss = 0.5 } } }
        );

        Assert.Equal((Outcome.Degraded, Reason.LossExceeded), (result.Outcome, result.Reason));
        Assert.StartsWith("video: Outside limits: loss 3", result.Detail, StringComparison.Ordinal);
        Assert.Equal(0, Figures(result)[MeasurementNames.LossRatio]);
        Assert.True(wider.Outcome == Outcome.Up, $"{wider.Reason} {wider.Detail}");
    }

    [Fact]
    public async Task A_regenerator_that_dates_its_pictures_later_than_its_voice_is_out_of_sync()
    {
        const uint Shift = 123_456;
        await using var voice = Regenerator(0x11111111, ahead: 0);
        await using var video = Regenerator(0x22222222, ahead: 10);
        await using var peer = CallPeer.Answering(() =>
            CallPeer.Session(
                voice.EndPoint.Port,
                $"a=rtcp-mux\r\n{Mended($"m=video {video.EndPoint.Port} RTP/AVP 96")}\r\na=rtcp-mux\r\n"
            )
        );

        var result = await RunAsync(peer.Port);

        Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}");
        var figures = Figures(result);
        Assert.Equal((0, 0), (figures[MeasurementNames.EchoReflected], figures["video_echo_reflected"]));

        // The peer takes over the clock that our own reports tell: what it errs by is how late this machine's first packets left.
        Assert.Equal(10, figures[MeasurementNames.LipSyncSeconds], 1.0);
        Assert.InRange(figures[MeasurementNames.AudioVideoSkewSeconds], -5, 5);

        static MediaPeer Regenerator(uint ssrc, uint ahead) =>
            new(
                (_, packet) =>
                {
                    if (RtcpPeer.IsReport(packet))
                    {
                        var (ntp, rtp) = (Long(packet, 8), Word(packet, 16));
                        return [RtcpPeer.SenderReport(ssrc, ntp + ((1_000UL + ahead) << 32), rtp + Shift)];
                    }

                    var timestamp = Word(packet, 4) + Shift;
                    BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), timestamp);
                    BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), ssrc);
                    return [packet];
                }
            );

        static uint Word(byte[] packet, int at) => BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(at));
        static ulong Long(byte[] packet, int at) => BinaryPrimitives.ReadUInt64BigEndian(packet.AsSpan(at));
    }

    [Fact]
    public async Task Who_hangs_up_stops_both()
    {
        CallPeer? peer = null;
        await using var voice = new MediaPeer((_, packet) => [packet]);
        await using var video = new MediaPeer(
            (n, packet) =>
            {
                if (n == 5)
                    _ = peer!.HangUpAsync();
                return [packet];
            }
        );
        await using var answering = peer = CallPeer.Answering(() => Session(voice.EndPoint.Port, video.EndPoint.Port));

        var result = await RunAsync(peer.Port, check => check with { MediaDuration = TimeSpan.FromSeconds(20) });

        Assert.Equal((Outcome.Down, Reason.MediaStopped), (result.Outcome, result.Reason));
        Assert.StartsWith("The peer hung up", result.Detail, StringComparison.Ordinal);
        Assert.Equal((0, 0), (Figures(result)[MeasurementNames.MediaHeld], Figures(result)["video_media_held"]));
    }

    public void Dispose() => _runs.Dispose();

    private static string Session(int voice, int video) =>
        CallPeer.Session(voice, $"{Mended($"m=video {video} RTP/AVP 96")}\r\n");

    /// <summary>A line of H.264 gets what belongs to it.</summary>
    private static string Mended(string line) =>
        line.EndsWith("RTP/AVP 96", StringComparison.Ordinal)
            ? $"{line}\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1"
            : line;

    private static Dictionary<string, double> Figures(ProbeResult result) =>
        result.Measurements.ToDictionary(m => m.Name, m => m.Value);

    private Task<ProbeResult> RunAsync(int port, Func<RtpCheck, RtpCheck>? change = null) =>
        _runs.RunAsync(
            port,
            check =>
            {
                var both = check with { Video = new RtpVideo { Limits = RtpRuns.Wide } };
                return change?.Invoke(both) ?? both;
            }
        );
}
