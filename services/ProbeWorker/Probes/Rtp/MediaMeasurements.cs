using System.Globalization;
using Ringback.Model.Results;
using Ringback.Protocols.Rtp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>Writes a call's figures into its run, under the names that ledger and API share.</summary>
internal static class MediaMeasurements
{
    public static void Record(ProbeRun run, MediaRecord record, MediaFigures figures, TimeSpan buffer, bool concealment)
    {
        run.Measure(MeasurementNames.PacketsSent, figures.Sent);
        run.Measure(MeasurementNames.PacketsReceived, figures.Received);
        run.Measure(MeasurementNames.PacketsLost, figures.Lost);
        run.Measure(MeasurementNames.PacketsDuplicated, figures.Duplicated);
        run.Measure(MeasurementNames.PacketsReordered, figures.Reordered);
        run.Measure(MeasurementNames.PacketsDiscarded, figures.Discarded);
        run.Measure(MeasurementNames.LossRatio, figures.LossRatio);
        run.Measure(MeasurementNames.LossLowerRatio, figures.LossInterval.Lower);
        run.Measure(MeasurementNames.LossUpperRatio, figures.LossInterval.Upper);
        run.Measure(MeasurementNames.DiscardRatio, figures.DiscardRatio);
        run.Measure(MeasurementNames.EffectiveLossRatio, figures.EffectiveLossRatio);
        run.Measure(MeasurementNames.OfferedBitsPerSecond, figures.OfferedBitRate);
        run.Measure(MeasurementNames.ReceivedBitsPerSecond, figures.ReceivedBitRate);
        run.Measure(MeasurementNames.SendLatenessP99Seconds, figures.SendLatenessP99);
        run.Measure(MeasurementNames.SendLatenessMaxSeconds, figures.SendLatenessMax);

        RecordFarEnd(run, record, figures);
        if (record.Stream.Digits is { } digits)
        {
            run.Measure(MeasurementNames.DigitsSent, digits.Text.Length);
            run.Measure(MeasurementNames.DigitsHeard, record.Digits.Length);
        }

        // Of what never came there is no delay, no jitter and no opinion.
        if (figures.Received == 0)
            return;

        run.Measure(MeasurementNames.EchoReflected, figures.Echo == EchoKind.Reflector ? 1 : 0);
        run.Measure(MeasurementNames.InterarrivalJitterSeconds, figures.JitterMean);
        run.Measure(MeasurementNames.InterarrivalJitterMaxSeconds, figures.JitterMax);
        run.Measure(MeasurementNames.BurstRatio, figures.BurstRatio);
        Maybe(run, MeasurementNames.CallDelaySeconds, figures.DelayMean);
        Maybe(run, MeasurementNames.CallDelayMinSeconds, figures.DelayMin);
        Maybe(run, MeasurementNames.CallDelayMaxSeconds, figures.DelayMax);
        Maybe(run, MeasurementNames.LegDelayEstimateSeconds, figures.DelayMean / 2);
        Maybe(run, MeasurementNames.DelayVariationP95Seconds, figures.DelayVariationP95);
        Maybe(run, MeasurementNames.DelayVariationP99Seconds, figures.DelayVariationP99);
        Maybe(run, MeasurementNames.ReceivedDscp, record.ReceivedDscp);
        run.Measure(MeasurementNames.PayloadType, record.Stream.Codec.PayloadType);
        if (figures.Rating is { } rating)
            Record(run, rating, record.Stream.Codec.Voice!, buffer, concealment);
    }

    /// <summary>Each direction of a call between two ends of ours.</summary>
    public static void RecordWays(ProbeRun run, MediaFigures outward, MediaFigures homeward)
    {
        Maybe(run, MeasurementNames.OutwardCallDelaySeconds, outward.DelayMean);
        Maybe(run, MeasurementNames.HomewardCallDelaySeconds, homeward.DelayMean);
        run.Measure(MeasurementNames.OutwardLossRatio, outward.LossRatio);
        run.Measure(MeasurementNames.HomewardLossRatio, homeward.LossRatio);
    }

    /// <summary>What the far end saw, by its own reports.</summary>
    private static void RecordFarEnd(ProbeRun run, MediaRecord record, MediaFigures figures)
    {
        var far = record.FarEnd;
        run.Measure(MeasurementNames.RtcpReports, far.Reports);
        Maybe(run, MeasurementNames.UplinkLossRatio, figures.UplinkLossRatio);
        Maybe(run, MeasurementNames.DownlinkLossRatio, figures.DownlinkLossRatio);
        Maybe(run, MeasurementNames.FarEndJitterSeconds, far.Last?.Jitter / (double)record.Stream.Codec.ClockRate);
        Maybe(run, MeasurementNames.RtcpRttSeconds, far.RoundTrips.Count == 0 ? null : far.RoundTrips.Average());
        Maybe(run, MeasurementNames.FarEndDiscardRatio, far.Voice?.DiscardRatio);
        Maybe(run, MeasurementNames.FarEndRFactor, far.Voice?.R);
    }

    private static void Maybe(ProbeRun run, string name, double? figure)
    {
        if (figure is { } known)
            run.Measure(name, known);
    }

    /// <summary>Codec, R, Ie, Bpl, buffer and scale: without them an opinion is none.</summary>
    private static void Record(ProbeRun run, VoiceRating rating, VoiceQuality voice, TimeSpan buffer, bool concealment)
    {
        var isWide = rating.Scale == MosScale.Wideband;
        run.Measure(isWide ? MeasurementNames.WidebandRFactor : MeasurementNames.RFactor, rating.R);
        run.Measure(isWide ? MeasurementNames.WidebandMos : MeasurementNames.Mos, rating.Mos);
        run.Measure(MeasurementNames.EquipmentImpairment, voice.Ie);
        run.Measure(MeasurementNames.JitterBufferSeconds, buffer.TotalSeconds);
        if (voice.Robustness(concealment) is { } robustness)
            run.Measure(MeasurementNames.LossRobustness, robustness);
    }

    /// <summary>What a person wants to see of the media beside the signalling: one entry of the evidence.</summary>
    public static string Describe(MediaRecord record, MediaFigures figures)
    {
        var bursts = figures.Bursts;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            media: {figures.Sent} packets sent, {figures.Received} came back ({figures.Echo}), {figures.Duplicated} of them again
            {figures.Reordered} reordered, {figures.Discarded} too late to be played, {figures.Foreign} of other audio
            {record.Ignored} datagrams were no RTP, {record.Refusals} times the port was closed
            {(
                record.FarEnd.Last is { } far
                    ? $"the far end lost {far.CumulativeLost} of ours, by its last of {record.FarEnd.Reports} reports"
                    : "the far end reported nothing of our stream"
            )}
            {bursts.Bursts} bursts of {bursts.MeanBurstPackets:0.#} packets, {bursts.BurstDensity:P1} lost in them, {bursts.GapDensity:P1} outside (RFC 3611, Gmin {BurstMetrics.DefaultGmin})
            """
        );
    }
}
