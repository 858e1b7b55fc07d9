namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>What of a stream a hold takes out of the sample: nothing that was not sent, and nothing that was lost in the turn, is a loss.</summary>
internal static class MediaHolds
{
    /// <summary>
    /// T1, the round trip that SIP reckons with (RFC 3261 §17.1.1.1): about so long media is still under way to a peer that has
    /// stopped to send it back, or is not sent back yet.
    /// </summary>
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(0.5);

    /// <param name="lost">Which packet did not come back, one entry each.</param>
    /// <returns>Which packet is part of the sample.</returns>
    public static bool[] Sampled(MediaRecord record, IReadOnlyList<bool> lost)
    {
        var sendings = record.Sendings;
        var reach = (int)(Turn / record.Stream.PacketTime);
        var sampled = Enumerable.Repeat(true, sendings.Count).ToArray();
        for (var i = 0; i < sendings.Count; i++)
        {
            if (!sendings[i].IsWithheld)
                continue;

            sampled[i] = false;
            if (IsWithheld(i - 1) && IsWithheld(i + 1))
                continue;

            for (var near = Math.Max(0, i - reach); near <= Math.Min(sendings.Count - 1, i + reach); near++)
                sampled[near] &= !lost[near];
        }

        return sampled;

        bool IsWithheld(int index) => index < 0 || index >= sendings.Count || sendings[index].IsWithheld;
    }

    /// <summary>Packets that were withheld before each.</summary>
    public static int[] Before(MediaRecord record)
    {
        var before = new int[record.Sendings.Count];
        for (var i = 1; i < before.Length; i++)
            before[i] = before[i - 1] + (record.Sendings[i - 1].IsWithheld ? 1 : 0);

        return before;
    }
}
