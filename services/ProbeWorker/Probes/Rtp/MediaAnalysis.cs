using System.Net.Sockets;
using Ringback.Protocols.Rtp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>From what was seen to what it amounts to: pure, once the call is over.</summary>
internal static class MediaAnalysis
{
    /// <param name="jitterBuffer">Playout delay that discards and R are computed with.</param>
    /// <param name="concealment">Whether the far end conceals losses.</param>
    public static MediaFigures Of(MediaRecord record, TimeSpan jitterBuffer, bool concealment)
    {
        var figures = RecodedStream.Find(record) is { } recoded
            ? recoded.Figures(record, jitterBuffer)
            : OfEcho(record, jitterBuffer);
        return figures with { Rating = RatingOf(figures, record.Stream, jitterBuffer, concealment) };
    }

    /// <summary>Of packets that are ours when they come back.</summary>
    private static MediaFigures OfEcho(MediaRecord record, TimeSpan jitterBuffer)
    {
        var stream = record.Stream;
        var sent = record.Sendings.Select(sending => sending.Error == SocketError.Success).ToArray();
        var echoes = record.Arrivals.Where(arrival => arrival.EchoOf is { } index && sent[index]).ToList();
        var first = echoes.DistinctBy(arrival => arrival.EchoOf!.Value).Select(EchoedPacket.Of(record)).ToList();

        var lost = sent.ToArray();
        foreach (var echo in first)
            lost[echo.Index] = false;

        var sampled = MediaHolds.Sampled(record, lost);
        foreach (var (index, isSampled) in sampled.Index())
            lost[index] &= isSampled;

        var gone = lost.ToArray();
        var late = PlayoutBuffer.FindLate([.. first.Select(echo => echo.Transit)], jitterBuffer.TotalSeconds);
        foreach (var (echo, isLate) in first.Zip(late))
            gone[echo.Index] = isLate;

        var inOrderOfSending = gone.Where((_, index) => sent[index] && sampled[index]).ToList();
        var jitter = JitterOf(record, first);
        var roundTrips = first.Select(echo => echo.RoundTrip).Order().ToList();
        double? least = roundTrips.Count == 0 ? null : roundTrips[0];
        var kind = KindOf(record, first);
        var (uplink, downlink) = WayLosses.Of(record, kind, lost);
        return MediaTotals.Of(record) with
        {
            Echo = kind,
            Expected = inOrderOfSending.Count,
            Received = first.Count,
            Duplicated = echoes.Count - first.Count,
            Reordered = CountReordered(first),
            Discarded = late.Count(isLate => isLate),
            JitterMean = jitter.Mean,
            JitterMax = jitter.Max,
            DelayVariationP95 = Percentiles.Of(roundTrips, 0.95) - least,
            DelayVariationP99 = Percentiles.Of(roundTrips, 0.99) - least,
            DelayMean = roundTrips.Count == 0 ? null : roundTrips.Average(),
            DelayMin = least,
            ClockOffset = kind == EchoKind.Regenerator ? ClockOffsetOf(record, first) : null,
            DelayMax = roundTrips.Count == 0 ? null : roundTrips[^1],
            BurstRatio = LossBursts.BurstRatio(inOrderOfSending),
            Bursts = LossBursts.Measure(inOrderOfSending),
            ReceivedBitRate = MediaTotals.BitRate(
                record,
                first.Sum(echo => record.Sendings[echo.Index].Size),
                first.Count
            ),
            UplinkLossRatio = uplink,
            DownlinkLossRatio = downlink,
            SilenceAtEnd =
                sampled.Skip(first.Count == 0 ? 0 : first.Max(echo => echo.Index) + 1).Count(isSampled => isSampled)
                * stream.PacketTime.TotalSeconds,
        };
    }

    /// <returns>Null for what is no voice, where no delay is known, and where nobody knows what the losses do.</returns>
    private static VoiceRating? RatingOf(
        MediaFigures figures,
        MediaStream stream,
        TimeSpan jitterBuffer,
        bool concealment
    )
    {
        if (stream.Codec.Voice is not { } voice || figures.DelayMin is not { } delay)
            return null;

        var mouthToEar = TimeSpan.FromSeconds(delay) + jitterBuffer + stream.PacketTime + voice.LookAhead;
        return VoiceRating.Of(voice, mouthToEar, figures.EffectiveLossRatio, figures.BurstRatio, concealment);
    }

    /// <summary>Of the packets that were sent at the instant of their timestamps.</summary>
    private static InterarrivalJitter JitterOf(MediaRecord record, List<EchoedPacket> inOrderOfArrival)
    {
        var stream = record.Stream;
        var jitter = new InterarrivalJitter(stream.Codec.ClockRate);
        var (before, withheld) = (MediaHolds.Before(record), 0);
        foreach (var echo in inOrderOfArrival.Where(echo => stream.BeginsFrame(echo.Index)))
        {
            // An echo with a stream of its own need not let its time go on while it holds the call.
            if (before[echo.Index] > withheld)
                jitter.Pause();

            withheld = before[echo.Index];
            jitter.Observe(echo.Arrival, echo.Header.Timestamp);
        }

        return jitter;
    }

    private static EchoKind KindOf(MediaRecord record, List<EchoedPacket> echoes)
    {
        if (echoes.Count == 0)
            return EchoKind.None;

        var (stream, before) = (record.Stream, MediaHolds.Before(record));

        var reflected = echoes.Count(echo =>
            echo.Header with
            {
                Marker = false,
                PayloadType = 0,
            } == stream.HeaderOf(echo.Index, new(before[echo.Index], false)) with { Marker = false, PayloadType = 0 }
        );
        return reflected == echoes.Count ? EchoKind.Reflector : EchoKind.Regenerator;
    }

    /// <returns>The mean, in seconds; null where no packet's source reported its clock.</returns>
    private static double? ClockOffsetOf(MediaRecord record, List<EchoedPacket> echoes)
    {
        var stream = record.Stream;
        var start = record.Sendings[0].SentAt.Nanoseconds;
        var offsets = new List<double>();
        foreach (var echo in echoes)
        {
            if (!record.Clocks.TryGetValue(echo.Header.Ssrc, out var clock))
                continue;

            var frames = echo.Index / stream.PacketsEachFrame;
            var sampledAt = start + (frames * stream.FrameTime.Ticks * TimeSpan.NanosecondsPerTick);
            offsets.Add((clock.SampledAt(echo.Header.Timestamp) - sampledAt) / 1e9);
        }

        return offsets.Count == 0 ? null : offsets.Average();
    }

    private static int CountReordered(List<EchoedPacket> inOrderOfArrival)
    {
        var (reordered, highest) = (0, -1);
        foreach (var echo in inOrderOfArrival)
        {
            if (echo.Index < highest)
                reordered++;
            highest = Math.Max(highest, echo.Index);
        }

        return reordered;
    }
}
