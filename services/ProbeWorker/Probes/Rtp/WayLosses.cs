using Ringback.Protocols.Rtp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>Losses there and losses back, told apart by what the peer reported of our stream.</summary>
internal static class WayLosses
{
    /// <param name="lost">Which packet of ours did not come back, one entry each.</param>
    /// <returns>Ratios; null where they cannot be told.</returns>
    public static (double? Uplink, double? Downlink) Of(MediaRecord record, EchoKind kind, IReadOnlyList<bool> lost)
    {
        var inSequence = lost.Where((_, index) => !record.Sendings[index].IsWithheld).ToList();
        var covered = Math.Min(record.FarEnd.CoveredBy(record.Stream.FirstSequenceNumber), inSequence.Count);
        int? lostThere = covered == 0 ? null : Math.Clamp(record.FarEnd.Last!.Value.CumulativeLost, 0, covered);
        var uplink = lostThere / (double)covered;
        return kind switch
        {
            // Of what the report covers, what did not come back and did not go missing there went missing on the way back.
            EchoKind.Reflector when lostThere is { } there && covered > there => (
                uplink,
                Math.Max(0, inSequence.Take(covered).Count(l => l) - there) / (double)(covered - there)
            ),
            EchoKind.Regenerator => (uplink, LossOfOwnStream(record)),
            _ => (uplink, null),
        };
    }

    /// <summary>By the sequence numbers that the echo gave its packets.</summary>
    private static double? LossOfOwnStream(MediaRecord record)
    {
        var sequence = new SequenceTracker();
        foreach (var arrival in MainSource.Of(record))
            sequence.Observe(arrival.Header.SequenceNumber, out _);

        return sequence.Expected == 0 ? null : (double)sequence.Lost / sequence.Expected;
    }
}
