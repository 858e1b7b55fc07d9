using System.Net.Sockets;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Rtp;
using Ringback.Protocols.Rtp;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp;

/// <summary>Calls that never took place: each packet's fate is written down, and the figures are checked by hand.</summary>
public class MediaJudgeTests
{
    private static readonly RtpCheck Check = new() { Host = "pbx.test", Extension = "echo" };

    [Fact]
    public void A_clean_call_of_20_ms_round_trip_is_up_with_the_figures_of_its_delay()
    {
        var (figures, judgement) = Run(250, _ => TimeSpan.FromMilliseconds(20));

        Assert.Equal(Judgement.Up, judgement);
        Assert.Equal(0.020, figures.DelayMean!.Value, 1e-9);
        Assert.Equal(0, figures.JitterMax, 1e-9);
        Assert.Equal((0.0, 0.0), (figures.DelayVariationP99, figures.LossRatio));
        Assert.Equal(80_000, figures.OfferedBitRate, 1e-6);

        // Ta = 20 + 60 + 20 ms: the anchor of 100 ms.
        Assert.Equal(90.664, figures.Rating!.Value.R, 0.001);
        Assert.Equal(4.354, figures.Rating.Value.Mos, 0.001);
    }

    [Fact]
    public void Every_codec_has_its_own_figures_of_quality()
    {
        // Ta = 20 + 60 + 20 ms, with 5 ms of look-ahead for G.729.
        var g729 = RatingOf(MediaCodec.G729, lost: 0)!.Value;
        Assert.Equal(EModel.R(EModelParameters.Default.WithDelay(105)) - 11, g729.R, 1e-9);
        var lossy = RatingOf(MediaCodec.G729, lost: 25)!.Value;
        Assert.Equal(g729.R - (84 * 10 / (10 + 19.0)), lossy.R, 1e-9);

        var wide = RatingOf(MediaCodec.G722, lost: 0)!.Value;
        Assert.Equal((MosScale.Wideband, 116), (wide.Scale, wide.R));
        Assert.Equal(4.34, wide.Mos, 0.005);
        Assert.Null(RatingOf(MediaCodec.G722, lost: 1));

        static VoiceRating? RatingOf(MediaCodec codec, int lost)
        {
            var record = MediaRecords.Of(
                250,
                i => i % 10 == 4 && i / 10 < lost ? null : TimeSpan.FromMilliseconds(20),
                _ => TimeSpan.Zero,
                codec
            );
            return MediaAnalysis.Of(record, Check.JitterBuffer, Check.PacketLossConcealment).Rating;
        }
    }

    [Fact]
    public void Our_own_lateness_is_in_the_jitter_and_not_in_the_delay_variation()
    {
        // Every other packet leaves 4 ms late and comes back 20 ms after that.
        var (figures, _) = Run(250, _ => TimeSpan.FromMilliseconds(20), i => TimeSpan.FromMilliseconds(4 * (i % 2)));

        Assert.Equal(0, figures.DelayVariationP99!.Value, 1e-9);
        Assert.InRange(figures.JitterMax, 0.0039, 0.004);
        Assert.Equal(0.004, figures.SendLatenessP99, 1e-9);
    }

    [Fact]
    public void What_comes_after_its_playout_is_discarded_and_impairs_but_is_not_lost()
    {
        // One packet in ten is 61 ms later than the others: the buffer is 60 ms.
        var (figures, _) = Run(250, i => TimeSpan.FromMilliseconds(i % 10 == 5 ? 81 : 20));

        Assert.Equal((0, 25, 0.1), (figures.Lost, figures.Discarded, figures.EffectiveLossRatio));
        Assert.Equal(90.664 - (95 * 10 / (10 + 25.1)), figures.Rating!.Value.R, 0.001);
        Assert.Equal(0.061, figures.DelayVariationP95!.Value, 1e-9);
    }

    [Theory]
    [InlineData(250, 3, null)] // 1.2 %, but with 250 packets it may as well be 0.4 %
    [InlineData(250, 10, Reason.LossExceeded)] // 4 %, at least 2.2 %
    [InlineData(1000, 11, Reason.LossExceeded)] // 1.1 %: from 1000 packets on the ratio itself counts
    [InlineData(1000, 10, null)] // 1 % is not over 1 %
    public void Loss_is_judged_only_where_it_is_proven(int packets, int lost, Reason? reason)
    {
        // Spread over the call, none at its end.
        var step = packets / (lost + 1);
        var (figures, judgement) = Run(
            packets,
            i => i % step == step - 1 && i / step < lost ? null : TimeSpan.FromMilliseconds(1)
        );

        Assert.Equal(lost, figures.Lost);
        Assert.Equal((reason is null ? Outcome.Up : Outcome.Degraded, reason), (judgement.Outcome, judgement.Reason));
    }

    [Fact]
    public void Each_limit_has_its_reason_and_all_are_said()
    {
        var slow = Run(250, _ => TimeSpan.FromMilliseconds(151)).Judgement;
        Assert.Equal((Outcome.Degraded, Reason.DelayExceeded), (slow.Outcome, slow.Reason));

        var shaky = Run(250, i => TimeSpan.FromMilliseconds(1 + (40 * (i % 2)))).Judgement;
        Assert.Equal((Outcome.Degraded, Reason.JitterExceeded), (shaky.Outcome, shaky.Reason));

        var limits = Check.Limits with { Mos = 4.4 };
        var poor = Run(250, _ => TimeSpan.FromMilliseconds(20), limits: limits).Judgement;
        Assert.Equal((Outcome.Degraded, Reason.MosBelow), (poor.Outcome, poor.Reason));

        var all = Run(
            250,
            i => i % 2 == 0 && i < 240 ? null : TimeSpan.FromMilliseconds(200 + (99 * (i % 4))),
            limits: limits
        );
        Assert.Equal(Reason.LossExceeded, all.Judgement.Reason);
        Assert.Contains("loss", all.Judgement.Detail, StringComparison.Ordinal);
        Assert.Contains("delay", all.Judgement.Detail, StringComparison.Ordinal);
        Assert.Contains("jitter", all.Judgement.Detail, StringComparison.Ordinal);
        Assert.Contains("MOS", all.Judgement.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80_000, 2, null)] // 99.2 % of what was offered came back
    [InlineData(80_000, 3, Reason.BandwidthBelow)]
    [InlineData(90_000, 2, null)] // more than is offered cannot be asked for
    [InlineData(64_000, 40, null)]
    public void Bandwidth_holds_from_99_percent_of_what_is_asked_and_offered(double limit, int lost, Reason? reason)
    {
        var limits = Check.Limits with { Bandwidth = limit, Loss = 1 };

        var judgement = Run(
            250,
            i => i % 6 == 1 && i / 6 < lost ? null : TimeSpan.FromMilliseconds(1),
            limits: limits
        ).Judgement;

        Assert.Equal(reason, judgement.Reason);
        Assert.Equal(reason is null, judgement.Outcome == Outcome.Up);
    }

    [Fact]
    public void A_call_conforms_by_the_network_alone_also_where_too_few_packets_prove_a_loss()
    {
        Assert.True(Conforms(_ => TimeSpan.FromMilliseconds(150)));
        Assert.False(Conforms(_ => TimeSpan.FromMilliseconds(151)));
        Assert.False(Conforms(i => TimeSpan.FromMilliseconds(1 + (40 * (i % 2)))));
        Assert.True(Conforms(i => i is 7 or 70 ? null : TimeSpan.FromMilliseconds(1))); // 0.8 %
        Assert.False(Conforms(i => i is 7 or 70 or 170 ? null : TimeSpan.FromMilliseconds(1))); // 1.2 %
        Assert.False(Conforms(i => i > 190 ? null : TimeSpan.FromMilliseconds(1), new RtpLimits { Loss = 1 })); // stopped
        Assert.False(Conforms(_ => null, new RtpLimits { Loss = 1 }));

        // Discarded, not lost: MOS falls, the call conforms.
        var limits = new RtpLimits { Mos = 4.2 };
        static TimeSpan? Late(int i) => TimeSpan.FromMilliseconds(i % 10 == 5 ? 81 : 20);
        Assert.Equal(Reason.MosBelow, Run(250, Late, limits: limits).Judgement.Reason);
        Assert.True(Conforms(Late, limits));

        static bool Conforms(Func<int, TimeSpan?> delay, RtpLimits? limits = null)
        {
            var record = MediaRecords.Of(250, delay);
            var figures = MediaAnalysis.Of(record, Check.JitterBuffer, Check.PacketLossConcealment);
            return MediaJudge.Conforms(record, figures, limits ?? Check.Limits);
        }
    }

    [Fact]
    public void A_sample_that_we_spoilt_ourselves_is_no_verdict()
    {
        var clean = MediaRecords.Of(250, _ => null);
        MediaRecord[] tainted =
        [
            MediaRecords.Of(250, _ => null, i => TimeSpan.FromMilliseconds(i < 3 ? 11 : 0)),
            clean with
            {
                Overflowed = 1,
            },
            MediaRecords.Of(250, i => TimeSpan.Zero) with
            {
                Arrivals = [new MediaArrival(null, default, 0, 172)],
            },
        ];

        Assert.Equal(Outcome.Down, Judge(clean, Check.Limits).Judgement.Outcome);
        Assert.All(
            tainted,
            record =>
            {
                var judgement = Judge(record, Check.Limits).Judgement;
                Assert.Equal((Outcome.Unknown, Reason.Tainted), (judgement.Outcome, judgement.Reason));
            }
        );
    }

    [Fact]
    public void Two_late_packets_of_250_are_under_the_99th_percentile() =>
        Assert.Equal(
            Judgement.Up,
            Run(250, _ => TimeSpan.FromMilliseconds(1), i => TimeSpan.FromMilliseconds(i < 2 ? 11 : 0)).Judgement
        );

    [Fact]
    public void A_worker_that_can_send_nothing_blames_itself()
    {
        var record = MediaRecords.Of(50, _ => null);
        record = record with
        {
            Sendings = [.. record.Sendings.Select(s => s with { Error = SocketError.NoBufferSpaceAvailable })],
        };

        var judgement = Judge(record, Check.Limits).Judgement;

        Assert.Equal((Outcome.Unknown, Reason.LocalResources), (judgement.Outcome, judgement.Reason));
    }

    [Fact]
    public void A_packet_that_we_did_not_send_is_not_lost()
    {
        var record = MediaRecords.Of(250, i => i < 25 ? null : TimeSpan.FromMilliseconds(1));
        record = record with
        {
            Sendings =
            [
                .. record.Sendings.Select((s, i) => i < 25 ? s with { Error = SocketError.ConnectionRefused } : s),
            ],
        };

        var (figures, judgement) = Judge(record, Check.Limits);

        Assert.Equal((225, 225, 0), (figures.Sent, figures.Received, figures.Lost));
        Assert.Equal(Judgement.Up, judgement);
    }

    [Theory]
    [InlineData(50, null)] // 1 s
    [InlineData(51, Reason.MediaStopped)]
    public void More_than_a_second_of_silence_at_the_end_is_stopped_media(int silent, Reason? reason)
    {
        var (figures, judgement) = Run(5000, i => i >= 5000 - silent ? null : TimeSpan.FromMilliseconds(1));

        Assert.Equal(silent * 0.02, figures.SilenceAtEnd, 1e-9);
        Assert.Equal(reason ?? Reason.LossExceeded, judgement.Reason ?? Reason.LossExceeded);
        Assert.Equal(reason == Reason.MediaStopped, judgement.Outcome == Outcome.Down);
    }

    /// <param name="delay">Round trip of each packet; null for one that is lost.</param>
    private static (MediaFigures Figures, Judgement Judgement) Run(
        int packets,
        Func<int, TimeSpan?> delay,
        Func<int, TimeSpan>? lateness = null,
        RtpLimits? limits = null
    ) => Judge(MediaRecords.Of(packets, delay, lateness), limits ?? Check.Limits);

    private static (MediaFigures Figures, Judgement Judgement) Judge(MediaRecord record, RtpLimits limits)
    {
        var figures = MediaAnalysis.Of(record, Check.JitterBuffer, Check.PacketLossConcealment);
        return (figures, MediaJudge.Judge(record, figures, limits, Check.MaxSendLateness));
    }
}
