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
        var stream = record.Stream;
        var sent = record.Sendings.Select(sending => sending.Error == SocketError.Success).ToList();
        var echoes = record.Arrivals.Where(arrival => arrival.EchoOf is { } index && sent[index]).ToList();
        var first = echoes.DistinctBy(arrival => arrival.EchoOf!.Value).Select(Echo.Of(record)).ToList();

        var gone = sent.ToArray();
        foreach (var echo in first)
            gone[echo.Index] = false;

        var late = PlayoutBuffer.FindLate([.. first.Select(echo => echo.Transit)], jitterBuffer.TotalSeconds);
        foreach (var (echo, isLate) in first.Zip(late))
            gone[echo.Index] = isLate;

        var inOrderOfSending = sent.Zip(gone).Where(pair => pair.First).Select(pair => pair.Second).ToList();
        var jitter = JitterOf(stream, first);
        var roundTrips = first.Select(echo => echo.RoundTrip).Order().ToList();
        var least = roundTrips.FirstOrDefault();
        var latenesses = record.Sendings.Select(sending => sending.Lateness.TotalSeconds).Order().ToList();
        var duration = stream.Count * stream.PacketTime.TotalSeconds;
        var offered = record.Sendings.Where((_, i) => sent[i]).Sum(sending => sending.Size + record.HeaderOverhead);
        var returned = first.Sum(echo => record.Sendings[echo.Index].Size + record.HeaderOverhead);

        var figures = new MediaFigures
        {
            Echo = KindOf(record.Stream, first),
            Sent = inOrderOfSending.Count,
            Received = first.Count,
            Duplicated = echoes.Count - first.Count,
            Reordered = CountReordered(first),
            Discarded = late.Count(isLate => isLate),
            Foreign = record.Arrivals.Count(arrival => arrival.EchoOf is null),
            JitterMean = jitter.Mean,
            JitterMax = jitter.Max,
            DelayVariationP95 = Percentiles.Of(roundTrips, 0.95) - least,
            DelayVariationP99 = Percentiles.Of(roundTrips, 0.99) - least,
            DelayMean = roundTrips.Count == 0 ? 0 : roundTrips.Average(),
            DelayMin = least,
            DelayMax = roundTrips.LastOrDefault(),
            BurstRatio = LossBursts.BurstRatio(inOrderOfSending),
            Bursts = LossBursts.Measure(inOrderOfSending),
            Rating = null,
            OfferedBitRate = 8.0 * offered / duration,
            ReceivedBitRate = 8.0 * returned / duration,
            SendLatenessP99 = Percentiles.Of(latenesses, 0.99),
            SendLatenessMax = latenesses.LastOrDefault(),
            SilenceAtEnd =
                (stream.Count - 1 - (first.Count == 0 ? -1 : first.Max(echo => echo.Index)))
                * stream.PacketTime.TotalSeconds,
        };
        return figures with { Rating = RatingOf(figures, stream, jitterBuffer, concealment) };
    }

    private static VoiceRating? RatingOf(
        MediaFigures figures,
        MediaStream stream,
        TimeSpan jitterBuffer,
        bool concealment
    )
    {
        if (stream.Codec.Voice is not { } voice)
            return null;

        var mouthToEar = TimeSpan.FromSeconds(figures.DelayMin) + jitterBuffer + stream.PacketTime + voice.LookAhead;
        return VoiceRating.Of(voice, mouthToEar, figures.EffectiveLossRatio, figures.BurstRatio, concealment);
    }

    /// <summary>Of the packets that were sent at the instant of their timestamps.</summary>
    private static InterarrivalJitter JitterOf(MediaStream stream, List<Echo> inOrderOfArrival)
    {
        var jitter = new InterarrivalJitter(stream.Codec.ClockRate);
        foreach (var echo in inOrderOfArrival.Where(echo => stream.BeginsFrame(echo.Index)))
            jitter.Observe(echo.Arrival, echo.Header.Timestamp);

        return jitter;
    }

    private static EchoKind KindOf(MediaStream stream, List<Echo> echoes)
    {
        if (echoes.Count == 0)
            return EchoKind.None;

        var reflected = echoes.Count(echo =>
            echo.Header with
            {
                Marker = false,
                PayloadType = 0,
            } == stream.HeaderOf(echo.Index) with { Marker = false, PayloadType = 0 }
        );
        return reflected == echoes.Count ? EchoKind.Reflector : EchoKind.Regenerator;
    }

    private static int CountReordered(List<Echo> inOrderOfArrival)
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

    /// <summary>The first copy of a packet of ours that came back.</summary>
    /// <param name="Arrival">Since the first packet was sent, in seconds, by the kernel's stamp.</param>
    /// <param name="Transit">Arrival − sampling time.</param>
    /// <param name="RoundTrip">Arrival − its own sending.</param>
    private readonly record struct Echo(
        int Index,
        RtpHeader Header,
        double Arrival,
        double Transit,
        double RoundTrip,
        int Size
    )
    {
        public static Func<MediaArrival, Echo> Of(MediaRecord record) =>
            arrival =>
            {
                // A missing stamp taints the sample, so what stands in for it is never judged.
                var index = arrival.EchoOf!.Value;
                var sentAt = record.Sendings[index].SentAt;
                var receivedAt = arrival.ReceivedAt ?? sentAt;
                var sinceStart = (receivedAt - record.Sendings[0].SentAt).TotalSeconds;
                var sampledAt = index * record.Stream.PacketTime.TotalSeconds;
                return new Echo(
                    index,
                    arrival.Header,
                    sinceStart,
                    sinceStart - sampledAt,
                    (receivedAt - sentAt).TotalSeconds,
                    arrival.Size
                );
            };
    }
}
