using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp.Reports;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>All that was seen of the media of one call: what figures and judgement are made of.</summary>
internal sealed record MediaRecord
{
    public required MediaStream Stream { get; init; }

    /// <summary>One entry a packet of the stream.</summary>
    public required IReadOnlyList<PacedSending> Sendings { get; init; }

    /// <summary>In the order of arrival, at most <see cref="MediaReceiver.MaxArrivals"/>.</summary>
    public required IReadOnlyList<MediaArrival> Arrivals { get; init; }

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

    /// <summary>DSCP of most packets that came; null where none came, or the kernel did not say.</summary>
    public int? ReceivedDscp { get; init; }

    /// <summary>Bytes of IP and UDP headers on each packet: 28 or 48.</summary>
    public required int HeaderOverhead { get; init; }
}
