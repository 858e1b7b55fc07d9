namespace Ringback.Protocols.Rtp;

/// <summary>How losses lie together.</summary>
public static class LossBursts
{
    /// <summary>BurstR of ITU-T G.107: how much longer losses run than they would by chance; 1 is random or none.</summary>
    /// <remarks>max(1, L·(1 − p)): L the mean run of consecutive losses, p the loss ratio.</remarks>
    /// <param name="lost">One entry a packet, in the order of sending: lost or discarded.</param>
    public static double BurstRatio(IReadOnlyList<bool> lost)
    {
        var losses = lost.Count(l => l);
        var runs = lost.Where((l, i) => l && (i == 0 || !lost[i - 1])).Count();
        return runs == 0 ? 1 : Math.Max(1, (double)losses / runs * (1 - ((double)losses / lost.Count)));
    }

    /// <summary>Bursts and gaps of RFC 3611 §4.7.2: for display, not for the E-model.</summary>
    /// <param name="lost">One entry a packet, in the order of sending: lost or discarded.</param>
    /// <param name="gmin">So many packets received in a row end a burst.</param>
    public static BurstMetrics Measure(IReadOnlyList<bool> lost, int gmin = BurstMetrics.DefaultGmin)
    {
        var bursts = new List<(int First, int Last, int Losses)>();
        foreach (var i in Enumerable.Range(0, lost.Count).Where(i => lost[i]))
        {
            if (bursts.Count > 0 && i - bursts[^1].Last - 1 < gmin)
                bursts[^1] = (bursts[^1].First, i, bursts[^1].Losses + 1);
            else
                bursts.Add((i, i, 1));
        }

        // A loss with gmin received packets on either side belongs to the gap around it.
        bursts.RemoveAll(burst => burst.Losses == 1);
        var inBursts = bursts.Sum(burst => burst.Last - burst.First + 1);
        var burstLosses = bursts.Sum(burst => burst.Losses);
        var gapLosses = lost.Count(l => l) - burstLosses;
        return new BurstMetrics(
            bursts.Count,
            Ratio(burstLosses, inBursts),
            Ratio(gapLosses, lost.Count - inBursts),
            Ratio(inBursts, bursts.Count)
        );
    }

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
