using System.Buffers.Binary;
using System.Net;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp;
using Ringback.Protocols.Rtp;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp;

/// <summary>Calls to peers that report by RTCP what they got.</summary>
public sealed class ReportedCallTests : IDisposable
{
    private const int Packets = 120;

    private readonly MediaCalls _calls = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Losses_there_and_back_are_told_apart_by_the_peers_report(bool isMultiplexed)
    {
        var (media, lost, highest) = (0, 0, 0u);
        await using var peer = new MediaPeer(
            (_, packet) =>
            {
                if (RtcpPeer.IsReport(packet))
                    return [Report(packet)];

                // Of each twenty one never arrives, and of those that do the peer's answer to two is lost.
                highest = BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(2));
                var place = media++ % 20;
                if (place == 3)
                    lost++;
                return place is 3 or 8 or 13 ? [] : [packet];
            }
        );
        await using var reports = new MediaPeer((_, packet) => [Report(packet)]);

        var (record, figures, judgement) = await RunAsync(
            peer.EndPoint,
            isMultiplexed ? peer.EndPoint.Port : reports.EndPoint.Port,
            MediaCodec.Pcma
        );

        Assert.Equal(EchoKind.Reflector, figures.Echo);
        Assert.Equal(18, figures.Lost);
        var covered = record.FarEnd.CoveredBy(record.Stream.FirstSequenceNumber);
        Assert.InRange(covered, 1, Packets);
        Assert.Equal(record.FarEnd.Last!.Value.CumulativeLost / (double)covered, figures.UplinkLossRatio);
        Assert.InRange(figures.UplinkLossRatio!.Value, 0.01, 0.09);
        Assert.InRange(figures.DownlinkLossRatio!.Value, 0.05, 0.16);
        Assert.NotEmpty(record.FarEnd.RoundTrips);
        Assert.All(record.FarEnd.RoundTrips, roundTrip => Assert.InRange(roundTrip, 0, 10));
        Assert.Equal(Reason.LossExceeded, judgement.Reason);
        Assert.Contains("uplink", judgement.Detail, StringComparison.Ordinal);

        byte[] Report(byte[] ours) =>
            RtcpPeer.ReceiverReport(RtcpPeer.SsrcOfReport(ours), lost, highest, 16, RtcpPeer.LastSenderReport(ours), 0);
    }

    [Fact]
    public async Task A_report_of_ours_that_comes_back_is_no_report_of_the_peer()
    {
        await using var peer = new MediaPeer((_, packet) => [packet]);

        var (record, figures, _) = await RunAsync(peer.EndPoint, peer.EndPoint.Port, MediaCodec.Pcma);

        Assert.Equal((0, null, null), (record.FarEnd.Reports, figures.UplinkLossRatio, figures.DownlinkLossRatio));
        Assert.Equal((Packets, 0), (figures.Received, record.Ignored));
    }

    [Fact]
    public async Task A_stream_encoded_anew_is_measured_by_its_own_numbers_and_the_peers_reports()
    {
        var (number, random) = (0, new Random(3));
        await using var peer = new MediaPeer(
            (_, packet) =>
                RtcpPeer.IsReport(packet)
                    ?
                    [
                        // Held for 2/65536 s, as it says.
                        RtcpPeer.ReceiverReport(
                            RtcpPeer.SsrcOfReport(packet),
                            0,
                            0xffff,
                            160,
                            RtcpPeer.LastSenderReport(packet),
                            2
                        ),
                    ]
                    : Recode(packet)
        );

        var (record, figures, judgement) = await RunAsync(peer.EndPoint, peer.EndPoint.Port, MediaCodec.G722);

        Assert.Equal((EchoKind.Recoder, Packets * 11 / 12), (figures.Echo, figures.Received));
        Assert.Equal(Packets - figures.Received, figures.Lost);
        Assert.Equal(figures.LossRatio, figures.DownlinkLossRatio);
        Assert.Equal(record.FarEnd.RoundTrips.Average(), figures.DelayMean);
        Assert.Null(figures.DelayVariationP99);
        Assert.Null(figures.Rating); // lossy G.722 has none
        Assert.Equal((Outcome.Degraded, Reason.LossExceeded), (judgement.Outcome, judgement.Reason));

        byte[][] Recode(byte[] packet)
        {
            // The last of each dozen but the very last is lost: 10 of 120.
            random.NextBytes(packet.AsSpan(12));
            packet.AsSpan(8, 4).Fill(0x77);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)(65_500 + number));
            BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), (uint)(number * 40));
            return number++ % 12 == 5 ? [] : [packet];
        }
    }

    [Theory]
    [InlineData(false)] // silence: each packet alike
    [InlineData(true)] // noise in a codec whose bytes would have to be ours
    public async Task What_may_be_silence_or_another_call_is_no_echo(bool isNoise)
    {
        var (number, random) = (0, new Random(3));
        await using var peer = new MediaPeer(
            (_, packet) =>
            {
                if (RtcpPeer.IsReport(packet))
                    return
                    [
                        RtcpPeer.ReceiverReport(
                            RtcpPeer.SsrcOfReport(packet),
                            0,
                            1,
                            0,
                            RtcpPeer.LastSenderReport(packet),
                            0
                        ),
                    ];

                packet.AsSpan(12).Fill(0xd5);
                if (isNoise)
                    random.NextBytes(packet.AsSpan(12));

                packet.AsSpan(8, 4).Fill(0x77);
                BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)number++);
                return [packet];
            }
        );

        var codec = isNoise ? MediaCodec.Pcma : MediaCodec.G722;
        var (_, figures, judgement) = await RunAsync(peer.EndPoint, peer.EndPoint.Port, codec);

        Assert.Equal((EchoKind.None, Packets), (figures.Echo, figures.Foreign));
        Assert.Equal((Outcome.Down, Reason.OneWayMedia), (judgement.Outcome, judgement.Reason));
    }

    [Fact]
    public async Task A_peer_that_hears_us_and_sends_nothing_is_one_way()
    {
        await using var peer = new MediaPeer(
            (_, packet) =>
                RtcpPeer.IsReport(packet) ? [RtcpPeer.ReceiverReport(RtcpPeer.SsrcOfReport(packet), 0, 1, 0, 0, 0)] : []
        );

        var (_, _, judgement) = await RunAsync(peer.EndPoint, peer.EndPoint.Port, MediaCodec.Pcma);

        Assert.Equal((Outcome.Down, Reason.OneWayMedia), (judgement.Outcome, judgement.Reason));
        Assert.Contains("hears us", judgement.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_we_send_is_marked_and_the_mark_that_comes_back_is_reported()
    {
        // The loopback peer answers unmarked; the mark of ours is read by a socket that looks.
        using var peer = DatagramSocket.BoundTo(new IPEndPoint(IPAddress.Loopback, 0));
        var call = RunAsync(peer.LocalEndPoint, peer.LocalEndPoint.Port, MediaCodec.Pcma);
        var buffer = new byte[2000];
        var got = await peer.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        Assert.Equal(46, got.TypeOfService >> 2);

        peer.SetDscp(10);
        peer.SendTo(buffer.AsSpan(0, got.Length), got.Remote);
        var (record, _, _) = await call;

        Assert.Equal(10, record.ReceivedDscp);
    }

    public void Dispose() => _calls.Dispose();

    private async Task<(MediaRecord Record, MediaFigures Figures, Judgement Judgement)> RunAsync(
        IPEndPoint peer,
        int reportPort,
        MediaCodec codec
    )
    {
        var deadline = TestContext.Current.CancellationToken;
        var record = await _calls.RecordAsync(peer, reportPort, codec, Packets, deadline);
        var (figures, judgement) = MediaCalls.Judge(record);
        return (record, figures, judgement);
    }
}
