using System.Net.Sockets;
using Ringback.Protocols.Rtp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>What a call amounts to whatever came back: the worker's own part, with nothing received.</summary>
internal static class MediaTotals
{
    public static MediaFigures Of(MediaRecord record)
    {
        var sent = record.Sendings.Where(sending => sending.Error == SocketError.Success).ToList();
        var latenesses = record.Sendings.Select(sending => sending.Lateness.TotalSeconds).Order().ToList();
        return new MediaFigures
        {
            Echo = EchoKind.None,
            Sent = sent.Count,
            Expected = sent.Count,
            Received = 0,
            Duplicated = 0,
            Reordered = 0,
            Discarded = 0,
            Foreign = record.Arrivals.Count(arrival => arrival.EchoOf is null),
            JitterMean = 0,
            JitterMax = 0,
            DelayVariationP95 = null,
            DelayVariationP99 = null,
            DelayMean = null,
            DelayMin = null,
            DelayMax = null,
            BurstRatio = 1,
            Bursts = LossBursts.Measure([]),
            Rating = null,
            OfferedBitRate = BitRate(record, sent.Sum(sending => sending.Size), sent.Count),
            ReceivedBitRate = 0,
            SendLatenessP99 = Percentiles.Of(latenesses, 0.99),
            SendLatenessMax = latenesses.LastOrDefault(),
            SilenceAtEnd = record.Stream.Count * record.Stream.PacketTime.TotalSeconds,
        };
    }

    /// <summary>At IP level, over the whole of the media phase, per second.</summary>
    /// <param name="bytes">Of the datagrams.</param>
    public static double BitRate(MediaRecord record, int bytes, int packets) =>
        8.0
        * (bytes + ((double)packets * record.HeaderOverhead))
        / (record.Stream.Count * record.Stream.PacketTime.TotalSeconds);
}
