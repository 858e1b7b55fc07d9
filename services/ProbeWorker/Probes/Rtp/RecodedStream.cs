using Ringback.Protocols.Rtp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>A stream of the peer's own that may be our audio, decoded and encoded again.</summary>
/// <param name="packets">Distinct ones, in the order of arrival, each with its place among those that were sent, from 0.</param>
/// <param name="span">Packets from the first place to the last.</param>
internal sealed class RecodedStream(
    IReadOnlyList<(MediaArrival Arrival, int Place)> packets,
    int span,
    SequenceTracker sequence
)
{
    /// <summary>Numbers that leap further, in packets for each of ours, are those of no stream.</summary>
    private const int LongestSpan = 8;

    /// <summary>
    /// Taken for an echo only where the codec does not survive recoding, nothing is ours, the peer reports that it hears
    /// us, and what it sends in our codec is no silence: its packets differ.
    /// </summary>
    public static RecodedStream? Find(MediaRecord record)
    {
        if (
            record.Stream.Codec.SurvivesRecoding
            || record.Arrivals.Any(arrival => arrival.EchoOf is not null)
            || record.FarEnd.Last is null
        )
            return null;

        var (sequence, neverSent) = (new SequenceTracker(), 0L);
        var packets = new List<(MediaArrival Arrival, long Number)>();
        foreach (var arrival in MainSource.Of(record).Where(a => a.Header.PayloadType == record.Stream.PayloadType))
        {
            var (highest, restarts) = (sequence.Highest, sequence.Restarts);
            var kind = sequence.Observe(arrival.Header.SequenceNumber, out var number);
            if (sequence.Restarts > restarts)
                neverSent += number - highest - 1;

            if (arrival.ReceivedAt is not null && kind is SequenceKind.InOrder or SequenceKind.Reordered)
                packets.Add((arrival, number - neverSent));
        }

        if (packets.Count < 2 || record.ForeignKinds <= packets.Count / 2)
            return null;

        var first = packets.Min(packet => packet.Number);
        var span = packets.Max(packet => packet.Number) - first + 1;
        return span <= (long)LongestSpan * record.Stream.Count
            ? new RecodedStream([.. packets.Select(p => (p.Arrival, (int)(p.Number - first)))], (int)span, sequence)
            : null;
    }

    public MediaFigures Figures(MediaRecord record, TimeSpan jitterBuffer)
    {
        var stream = record.Stream;
        var start = record.Sendings[0].SentAt;
        var last = record.Sendings.LastOrDefault(sending => !sending.IsWithheld, record.Sendings[^1]);
        var end = (last.SentAt - start) + stream.PacketTime;
        var jitter = new InterarrivalJitter(stream.Codec.ClockRate);
        var transits = new List<double>();
        foreach (var (arrival, _) in packets)
        {
            var at = At(arrival).TotalSeconds;
            var sampled = unchecked((int)(arrival.Header.Timestamp - packets[0].Arrival.Header.Timestamp));
            jitter.Observe(at, arrival.Header.Timestamp);
            transits.Add(at - ((double)sampled / stream.Codec.ClockRate));
        }

        var late = PlayoutBuffer.FindLate(transits, jitterBuffer.TotalSeconds);
        var silence = (end - packets.Max(p => At(p.Arrival))).TotalSeconds;

        // One may still be on its way.
        var missingAtEnd = Math.Max(0, (int)(silence / stream.PacketTime.TotalSeconds) - 1);
        var gone = Enumerable.Repeat(true, span + missingAtEnd).ToArray();
        foreach (var ((_, place), isLate) in packets.Zip(late))
            gone[place] = isLate;

        var inPhase = packets.Where(p => At(p.Arrival) >= TimeSpan.Zero && At(p.Arrival) < end).ToList();
        var roundTrips = record.FarEnd.RoundTrips;
        var (uplink, _) = WayLosses.Of(record, EchoKind.Recoder, new bool[stream.Count]);
        return MediaTotals.Of(record) with
        {
            Echo = EchoKind.Recoder,
            Expected = gone.Length,
            Received = packets.Count,
            Duplicated = (int)sequence.Duplicates,
            Reordered = (int)sequence.Reordered,
            Discarded = late.Count(isLate => isLate),
            JitterMean = jitter.Mean,
            JitterMax = jitter.Max,
            DelayMean = roundTrips.Count == 0 ? null : roundTrips.Average(),
            DelayMin = roundTrips.Count == 0 ? null : roundTrips.Min(),
            DelayMax = roundTrips.Count == 0 ? null : roundTrips.Max(),
            BurstRatio = LossBursts.BurstRatio(gone),
            Bursts = LossBursts.Measure(gone),
            ReceivedBitRate = MediaTotals.BitRate(record, inPhase.Sum(p => p.Arrival.Size), inPhase.Count),
            UplinkLossRatio = uplink,
            DownlinkLossRatio = (double)(gone.Length - packets.Count) / gone.Length,
            SilenceAtEnd = Math.Max(0, silence),
        };

        TimeSpan At(MediaArrival arrival) => arrival.ReceivedAt!.Value - start;
    }
}
