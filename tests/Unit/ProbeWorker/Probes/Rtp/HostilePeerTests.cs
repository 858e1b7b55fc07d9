using System.Net.Sockets;
using Ringback.Model.Catalogs.Checks;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp;
using Ringback.ProbeWorker.Probes.Rtp.Reports;
using Ringback.Protocols.Rtp;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp;

/// <summary>Whatever numbers a peer writes into its packets and reports, figures come of them that are figures.</summary>
public class HostilePeerTests
{
    private const int Packets = 20;
    private const uint PeerSsrc = 7;

    private static readonly RtpCheck Check = new() { Host = "pbx.test", Extension = "echo" };

    private static readonly Gen<RtcpReportBlock?> Reports = Gen.OneOf(
        Gen.Const((RtcpReportBlock?)null),
        Gen.Select(Gen.Int[-0x800000, 0x7fffff], Gen.UInt, Gen.UInt)
            .Select((lost, highest, jitter) => (RtcpReportBlock?)new RtcpReportBlock(1, 0, lost, highest, jitter, 0, 0))
    );

    private static readonly Gen<(ushort Sequence, uint Timestamp, int At, bool IsOurs)[]> Arrivals = Gen.Select(
        Gen.OneOf(Gen.UShort, Gen.UShort[0, 40]),
        Gen.UInt,
        Gen.Int[-1000, 3000],
        Gen.Bool
    ).Array[0, 60];

    [Fact]
    public void Ratios_stay_ratios_and_nothing_is_thrown() =>
        Gen.Select(Arrivals, Reports, Gen.Bool, Gen.Bool)
            .Sample(
                (arrivals, report, isG711, mayEcho) =>
                {
                    var record = Record(isG711 ? MediaCodec.Pcma : MediaCodec.G722, arrivals, report, mayEcho);
                    var figures = MediaAnalysis.Of(record, Check.JitterBuffer, Check.PacketLossConcealment);

                    Assert.InRange(figures.LossRatio, 0, 1);
                    Assert.InRange(figures.EffectiveLossRatio, 0, 1);
                    Assert.InRange(figures.UplinkLossRatio ?? 0, 0, 1);
                    Assert.InRange(figures.DownlinkLossRatio ?? 0, 0, 1);
                    Assert.InRange(figures.Rating?.Mos ?? 1, 1, 4.5);
                    Assert.True(figures.Lost >= 0 && figures.Expected <= 9 * Packets);
                    _ = MediaJudge.Judge(record, figures, Check.Limits, Check.MaxSendLateness);
                }
            );

    [Fact]
    public void A_recoder_that_begins_anew_elsewhere_has_lost_nothing()
    {
        var arrivals = Enumerable
            .Range(0, Packets)
            .Select(i => ((ushort)(i < 10 ? 100 + i : 50_000 + i), (uint)(160 * i), 20 * i, false))
            .ToArray();

        var record = Record(MediaCodec.G722, arrivals, new RtcpReportBlock(1, 0, 0, 5, 0, 0, 0), mayEcho: false);
        var figures = MediaAnalysis.Of(record, Check.JitterBuffer, Check.PacketLossConcealment);

        // The first packet of the new numbers is the one that RFC 3550 cannot tell from a stray.
        Assert.Equal((EchoKind.Recoder, Packets - 1, 0), (figures.Echo, figures.Received, figures.Lost));
    }

    [Theory]
    [InlineData(0u, 65_530, 7)]
    [InlineData(65_540u, 65_530, 11)]
    [InlineData(65_530u, 65_530, 1)]
    [InlineData(uint.MaxValue, 0, 65_536)]
    [InlineData(0x8000_0000u, 0, 0)]
    [InlineData(0x7fff_ffffu, 0, int.MaxValue)]
    public void What_a_report_covers_is_counted_from_our_first_packet(uint highest, int first, int covered) =>
        Assert.Equal(
            covered,
            new FarEnd { Last = new RtcpReportBlock(1, 0, 0, highest, 0, 0, 0) }.CoveredBy((ushort)first)
        );

    private static MediaRecord Record(
        MediaCodec codec,
        (ushort Sequence, uint Timestamp, int At, bool IsOurs)[] arrivals,
        RtcpReportBlock? report,
        bool mayEcho
    )
    {
        var packetTime = TimeSpan.FromMilliseconds(20);
        var stream = MediaStreams.Voice(codec, codec.PayloadType, packetTime, Packets * packetTime);
        return new MediaRecord
        {
            Stream = stream,
            HeaderOverhead = 28,
            ForeignKinds = arrivals.Length,
            FarEnd = new FarEnd { Last = report, Reports = report is null ? 0 : 1 },
            Sendings =
            [
                .. Enumerable
                    .Range(0, Packets)
                    .Select(i => new PacedSending(
                        At(20 * i),
                        TimeSpan.Zero,
                        stream.LargestPacket,
                        SocketError.Success
                    )),
            ],
            Arrivals = [.. arrivals.Select(Arrive).OrderBy(arrival => arrival.ReceivedAt!.Value.Nanoseconds)],
        };

        // Our own noise cannot come back before it was sent; whatever else may come at any time.
        MediaArrival Arrive((ushort Sequence, uint Timestamp, int At, bool IsOurs) each)
        {
            int? echoOf = mayEcho && each.IsOurs ? each.Sequence % Packets : null;
            var ssrc = each.IsOurs ? stream.Ssrc : PeerSsrc;
            return new MediaArrival(
                At(echoOf is { } index ? (20 * index) + Math.Abs(each.At) : each.At),
                new RtpHeader(false, codec.PayloadType, each.Sequence, each.Timestamp, ssrc),
                echoOf,
                172
            );
        }
    }

    private static RealtimeStamp At(int milliseconds) => new(1_800_000_000_000_000_000 + (milliseconds * 1_000_000L));
}
