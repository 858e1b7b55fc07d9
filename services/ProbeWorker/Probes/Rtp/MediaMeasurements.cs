using System.Globalization;
using Ringback.Model.Results;
using Ringback.Protocols.Rtp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>Writes the figures of one medium of a call into its run, under the names that ledger and API share.</summary>
internal sealed class MediaMeasurements(ProbeRun run, CallMedium medium)
{
    /// <summary>What a person wants to see of it beside the signalling.</summary>
    /// <param name="way">Whose it is, as the beginning of the entry; empty where it came back to us.</param>
    public void Note(string way, MediaRecord record, MediaFigures figures) =>
        run.Evidence.Note(way + Describe(record, figures));

    public void Record(MediaRecord record, MediaFigures figures, TimeSpan buffer, bool concealment)
    {
        Measure(MeasurementNames.PacketsSent, figures.Sent);
        if (record.Withheld > 0)
            Measure(MeasurementNames.PacketsWithheld, record.Withheld);

        Measure(MeasurementNames.PacketsReceived, figures.Received);
        Measure(MeasurementNames.PacketsLost, figures.Lost);
        Measure(MeasurementNames.PacketsDuplicated, figures.Duplicated);
        Measure(MeasurementNames.PacketsReordered, figures.Reordered);
        Measure(MeasurementNames.PacketsDiscarded, figures.Discarded);
        Measure(MeasurementNames.LossRatio, figures.LossRatio);
        Measure(MeasurementNames.LossLowerRatio, figures.LossInterval.Lower);
        Measure(MeasurementNames.LossUpperRatio, figures.LossInterval.Upper);
        Measure(MeasurementNames.DiscardRatio, figures.DiscardRatio);
        Measure(MeasurementNames.EffectiveLossRatio, figures.EffectiveLossRatio);
        Measure(MeasurementNames.OfferedBitsPerSecond, figures.OfferedBitRate);
        Measure(MeasurementNames.ReceivedBitsPerSecond, figures.ReceivedBitRate);
        Measure(MeasurementNames.SendLatenessP99Seconds, figures.SendLatenessP99);
        Measure(MeasurementNames.SendLatenessMaxSeconds, figures.SendLatenessMax);

        RecordFarEnd(record, figures);
        if (record.Stream.Digits is { } digits)
        {
            Measure(MeasurementNames.DigitsSent, digits.Text.Length);
            Measure(MeasurementNames.DigitsHeard, record.Digits.Length);
        }

        // Of what never came there is no delay, no jitter and no opinion.
        if (figures.Received == 0)
            return;

        Measure(MeasurementNames.EchoReflected, figures.Echo == EchoKind.Reflector ? 1 : 0);
        Measure(MeasurementNames.InterarrivalJitterSeconds, figures.JitterMean);
        Measure(MeasurementNames.InterarrivalJitterMaxSeconds, figures.JitterMax);
        Measure(MeasurementNames.BurstRatio, figures.BurstRatio);
        Maybe(MeasurementNames.CallDelaySeconds, figures.DelayMean);
        Maybe(MeasurementNames.CallDelayMinSeconds, figures.DelayMin);
        Maybe(MeasurementNames.CallDelayMaxSeconds, figures.DelayMax);
        Maybe(MeasurementNames.LegDelayEstimateSeconds, figures.DelayMean / 2);
        Maybe(MeasurementNames.DelayVariationP95Seconds, figures.DelayVariationP95);
        Maybe(MeasurementNames.DelayVariationP99Seconds, figures.DelayVariationP99);
        Maybe(MeasurementNames.ReceivedDscp, record.ReceivedDscp);
        Measure(MeasurementNames.PayloadType, record.Stream.Codec.PayloadType);
        if (figures.Rating is { } rating)
            Record(rating, record.Stream.Codec.Voice!, buffer, concealment);
    }

    /// <summary>Each direction of a call between two ends of ours.</summary>
    public void RecordWays(MediaFigures outward, MediaFigures homeward)
    {
        Maybe(MeasurementNames.OutwardCallDelaySeconds, outward.DelayMean);
        Maybe(MeasurementNames.HomewardCallDelaySeconds, homeward.DelayMean);
        Measure(MeasurementNames.OutwardLossRatio, outward.LossRatio);
        Measure(MeasurementNames.HomewardLossRatio, homeward.LossRatio);
    }

    /// <summary>What the far end saw, by its own reports.</summary>
    private void RecordFarEnd(MediaRecord record, MediaFigures figures)
    {
        var far = record.FarEnd;
        Measure(MeasurementNames.RtcpReports, far.Reports);
        Maybe(MeasurementNames.UplinkLossRatio, figures.UplinkLossRatio);
        Maybe(MeasurementNames.DownlinkLossRatio, figures.DownlinkLossRatio);
        Maybe(MeasurementNames.FarEndJitterSeconds, far.Last?.Jitter / (double)record.Stream.Codec.ClockRate);
        Maybe(MeasurementNames.RtcpRttSeconds, far.RoundTrips.Count == 0 ? null : far.RoundTrips.Average());
        if (record.Stream.Codec.IsVideo)
            return;

        Maybe(MeasurementNames.FarEndDiscardRatio, far.Voice?.DiscardRatio);
        Maybe(MeasurementNames.FarEndRFactor, far.Voice?.R);
    }

    private void Measure(string plain, double figure) => run.Measure(medium.Named(plain), figure);

    private void Maybe(string plain, double? figure)
    {
        if (figure is { } known)
            Measure(plain, known);
    }

    /// <summary>Codec, R, Ie, Bpl, buffer and scale: without them an opinion is none.</summary>
    private void Record(VoiceRating rating, VoiceQuality voice, TimeSpan buffer, bool concealment)
    {
        var isWide = rating.Scale == MosScale.Wideband;
        Measure(isWide ? MeasurementNames.WidebandRFactor : MeasurementNames.RFactor, rating.R);
        Measure(isWide ? MeasurementNames.WidebandMos : MeasurementNames.Mos, rating.Mos);
        Measure(MeasurementNames.EquipmentImpairment, voice.Ie);
        Measure(MeasurementNames.JitterBufferSeconds, buffer.TotalSeconds);
        if (voice.Robustness(concealment) is { } robustness)
            Measure(MeasurementNames.LossRobustness, robustness);
    }

    /// <summary>What a person wants to see of the media beside the signalling: one entry of the evidence.</summary>
    private string Describe(MediaRecord record, MediaFigures figures)
    {
        var bursts = figures.Bursts;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {medium.Kind}: {figures.Sent} packets sent, {figures.Received} came back ({figures.Echo}), {figures.Duplicated} of them again
            {record.Withheld} were not sent, as the peer held the call
            {figures.Reordered} reordered, {figures.Discarded} too late to be played, {figures.Foreign} of something else
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
