using System.Globalization;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>What the media of an answered call says of its target.</summary>
internal static class MediaJudge
{
    /// <summary>From so many packets on the loss seen is judged itself, not the interval around it.</summary>
    public const int EnoughPackets = 1000;

    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(1);

    /// <summary>First whether our own timing lets us judge, then whether there is media, then how good it is.</summary>
    public static Judgement Judge(
        MediaRecord record,
        MediaFigures figures,
        RtpLimits limits,
        TimeSpan maxSendLateness
    ) =>
        FindTaint(record, figures, maxSendLateness)
        ?? FindMissing(record, figures)
        ?? FindExceeded(figures, limits)
        ?? Judgement.Up;

    /// <summary>Whether the call conforms: media both ways to its end, and every limit of the network holds for what was measured, proven or not.</summary>
    /// <remarks>Not MOS: what came too late to be played shows there alone (semantics, "Voice quality").</remarks>
    public static bool Conforms(MediaRecord record, MediaFigures figures, RtpLimits limits) =>
        FindMissing(record, figures) is null
        && figures.LossRatio <= limits.Loss
        && !(figures.DelayMean > limits.Delay.TotalSeconds)
        && figures.JitterMean <= limits.Jitter.TotalSeconds
        && (limits.Bandwidth is not { } least || HoldsBandwidth(figures, least));

    /// <summary>Between two ends of ours every digit that is sent must come out.</summary>
    /// <returns>Null where it did.</returns>
    public static Judgement? FindUnheard(MediaRecord record) =>
        record.Stream.Digits is { } sent && sent.Text != record.Digits && !record.WithheldDigits
            ? Judgement.Degraded(
                Reason.AssertionFailed,
                $"DTMF digits {sent.Text} were sent, and '{record.Digits}' was heard."
            )
            : null;

    private static Judgement? FindTaint(MediaRecord record, MediaFigures figures, TimeSpan maxLateness)
    {
        if (figures.Sent == 0 && record.Withheld == 0 && record.Refusals == 0)
            return Judgement.Unknown(
                Reason.LocalResources,
                $"This worker could send nothing: {record.Sendings[0].Error}."
            );

        if (figures.SendLatenessP99 > maxLateness.TotalSeconds)
            return Judgement.Unknown(
                Reason.Tainted,
                $"This worker sent late: {Milliseconds(figures.SendLatenessP99)} at p99, more than "
                    + $"{Milliseconds(maxLateness.TotalSeconds)}."
            );

        if (record.Overflowed > 0)
            return Judgement.Unknown(Reason.Tainted, $"This worker had no room for {record.Overflowed} datagrams.");

        return record.Arrivals.Any(arrival => arrival.ReceivedAt is null)
            ? Judgement.Unknown(Reason.Tainted, "The kernel did not stamp every packet.")
            : null;
    }

    private static Judgement? FindMissing(MediaRecord record, MediaFigures figures)
    {
        if (figures.Expected == 0 && record.Withheld > 0)
            return Judgement.Down(Reason.NoMedia, "The peer held the call from its beginning to its end.");

        if (figures.Received == 0 && figures.Foreign > 0)
            return Judgement.Down(
                Reason.OneWayMedia,
                $"Media came, {figures.Foreign} packets, but none of it is the echo of ours."
            );

        if (figures.Received == 0 && record.FarEnd.Last is not null)
            return Judgement.Down(
                Reason.OneWayMedia,
                $"Nothing came back of {figures.Sent} packets, though the far end reports that it hears us."
            );

        if (figures.Received == 0)
            return Judgement.Down(
                Reason.NoMedia,
                record.Refusals > 0
                    ? "The call was answered, but its media port is closed."
                    : $"The call was answered, but of {figures.Sent} packets none came back."
            );

        return figures.SilenceAtEnd > LongestSilence.TotalSeconds
            ? Judgement.Down(
                Reason.MediaStopped,
                FormattableString.Invariant(
                    $"Nothing came back for the last {figures.SilenceAtEnd:0.##} s of the call."
                )
            )
            : null;
    }

    /// <summary>All limits that do not hold in one sentence; the reason is the first of them.</summary>
    private static Judgement? FindExceeded(MediaFigures figures, RtpLimits limits)
    {
        var exceeded = new List<(Reason Reason, string Detail)>();
        if (IsLossProven(figures, limits.Loss))
            exceeded.Add(
                (
                    Reason.LossExceeded,
                    $"loss {Percent(figures.LossRatio)} (at least {Percent(figures.LossInterval.Lower)}) over "
                        + $"{Percent(limits.Loss)} ({Ways(figures)})"
                )
            );

        if (figures.DelayMean is { } delay && delay > limits.Delay.TotalSeconds)
            exceeded.Add((Reason.DelayExceeded, Over("delay", delay, limits.Delay)));

        if (figures.JitterMean > limits.Jitter.TotalSeconds)
            exceeded.Add((Reason.JitterExceeded, Over("jitter", figures.JitterMean, limits.Jitter)));

        if (limits.Mos is { } mos && figures.Rating is { } rating && rating.Mos < mos)
            exceeded.Add((Reason.MosBelow, FormattableString.Invariant($"MOS {rating.Mos:0.00} under {mos:0.00}")));

        if (limits.Bandwidth is { } least && !HoldsBandwidth(figures, least))
            exceeded.Add(
                (
                    Reason.BandwidthBelow,
                    $"{Kilobits(figures.ReceivedBitRate)} came back of {Kilobits(figures.OfferedBitRate)} offered, limit {Kilobits(least)}"
                )
            );

        return exceeded.Count == 0
            ? null
            : Judgement.Degraded(
                exceeded[0].Reason,
                $"Outside limits: {string.Join("; ", exceeded.Select(limit => limit.Detail))}."
            );
    }

    private static bool IsLossProven(MediaFigures figures, double limit) =>
        (figures.Expected >= EnoughPackets ? figures.LossRatio : figures.LossInterval.Lower) > limit;

    /// <summary>Where it was lost, as far as the peer's reports tell.</summary>
    private static string Ways(MediaFigures figures) =>
        (figures.UplinkLossRatio, figures.DownlinkLossRatio) switch
        {
            ({ } up, { } down) => $"uplink {Percent(up)}, downlink {Percent(down)}",
            ({ } up, null) => $"uplink {Percent(up)}",
            (null, { } down) => $"downlink {Percent(down)}",
            _ => "path",
        };

    /// <summary>What is not offered cannot come back; 99 % of it is enough (semantics, "Bandwidth").</summary>
    private static bool HoldsBandwidth(MediaFigures figures, double least) =>
        figures.ReceivedBitRate >= 0.99 * Math.Min(least, figures.OfferedBitRate);

    private static string Kilobits(double bitsPerSecond) =>
        (bitsPerSecond / 1000).ToString("0.0", CultureInfo.InvariantCulture) + " kbit/s";

    private static string Over(string what, double seconds, TimeSpan limit) =>
        $"{what} {Milliseconds(seconds)} over {Milliseconds(limit.TotalSeconds)}";

    private static string Milliseconds(double seconds) =>
        (1000 * seconds).ToString("0.0##", CultureInfo.InvariantCulture) + " ms";

    private static string Percent(double ratio) => (100 * ratio).ToString("0.0#", CultureInfo.InvariantCulture) + " %";
}
