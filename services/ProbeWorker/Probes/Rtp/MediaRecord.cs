using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp.Reports;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>All that was seen of one stream, from who sent it to who heard it: what figures and judgement are made of.</summary>
internal sealed record MediaRecord
{
    /// <param name="sender">Whose stream it is; its peer's reports speak of it.</param>
    /// <param name="hearer">Where it came out: the same end where an echo sent it back.</param>
    public static MediaRecord Of(MediaStream stream, MediaLeg sender, MediaLeg hearer) =>
        new()
        {
            Stream = stream,
            Sendings = sender.Sendings,
            WithheldDigits = sender.WithheldDigits,
            FarEnd = sender.FarEnd,
            Refusals = sender.Refusals,
            Arrivals = hearer.Arrivals,
            Digits = hearer.Digits,
            Ignored = hearer.Ignored,
            Overflowed = hearer.Overflowed,
            ForeignKinds = hearer.ForeignKinds,
            Clocks = hearer.Clocks,
            ReceivedDscp = hearer.ReceivedDscp,
            HeaderOverhead = hearer.HeaderOverhead,
        };

    public required MediaStream Stream { get; init; }

    /// <summary>One entry a packet of the stream.</summary>
    public required IReadOnlyList<PacedSending> Sendings { get; init; }

    /// <summary>Packets that were not sent because the peer held the call.</summary>
    public int Withheld => Sendings.Count(sending => sending.IsWithheld);

    /// <summary>Whether a digit was not sent whole, for the same reason.</summary>
    public bool WithheldDigits { get; init; }

    /// <summary>In the order of arrival, at most <see cref="MediaReceiver.MaxArrivals"/>.</summary>
    public required IReadOnlyList<MediaArrival> Arrivals { get; init; }

    /// <summary>DTMF digits that came, in their order.</summary>
    public string Digits { get; init; } = "";

    /// <summary>Datagrams that were no RTP.</summary>
    public int Ignored { get; init; }

    /// <summary>Datagrams that the kernel or we had no room for.</summary>
    public long Overflowed { get; init; }

    /// <summary>ICMP port unreachables: the answered media port is closed.</summary>
    public int Refusals { get; init; }

    /// <summary>Different payloads among those that are not ours.</summary>
    public int ForeignKinds { get; init; }

    /// <summary>What the peer's reports said of our stream.</summary>
    public FarEnd FarEnd { get; init; } = FarEnd.Silent;

    /// <summary>Of the sources that were heard and reported their own, by SSRC.</summary>
    public IReadOnlyDictionary<uint, SourceClock> Clocks { get; init; } = new Dictionary<uint, SourceClock>();

    /// <summary>DSCP of most packets that came; null where none came, or the kernel did not say.</summary>
    public int? ReceivedDscp { get; init; }

    /// <summary>Bytes of IP and UDP headers on each packet: 28 or 48.</summary>
    public required int HeaderOverhead { get; init; }
}
