using Ringback.Protocols.Rtp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>How an echo makes its stream: found out per call, because figures mean different things.</summary>
internal enum EchoKind
{
    /// <summary>Nothing of ours came back.</summary>
    None,

    /// <summary>Our packets come back as they are: source, sequence and timestamp.</summary>
    Reflector,

    /// <summary>Our audio comes back in a stream of the echo's own.</summary>
    Regenerator,

    /// <summary>
    /// A stream of the echo's own in our codec, decoded and encoded again: no byte of it is ours, and only the peer's
    /// reports say that it hears us. Losses are those of the way back, delays those of its reports.
    /// </summary>
    Recoder,
}

/// <summary>What one call's media amounts to (semantics, "Voice quality"). Durations in seconds, rates in bits per second.</summary>
/// <remarks>All are figures of the path there and back, except of a recoder; delays of the echo itself are in them.</remarks>
internal sealed record MediaFigures
{
    public required EchoKind Echo { get; init; }
    public required int Sent { get; init; }

    /// <summary>That many should have come: as many as were sent, or what a recoder's own numbers say.</summary>
    public required int Expected { get; init; }
    public required int Received { get; init; }
    public required int Duplicated { get; init; }
    public required int Reordered { get; init; }
    public required int Discarded { get; init; }

    /// <summary>RTP packets whose audio is not ours.</summary>
    public required int Foreign { get; init; }

    public int Lost => Expected - Received;

    public double LossRatio => Ratio(Lost, Expected);

    public WilsonInterval LossInterval => WilsonInterval.Of(Lost, Expected);

    public double DiscardRatio => Ratio(Discarded, Expected);

    public double EffectiveLossRatio => Ratio(Lost + Discarded, Expected);

    public required double JitterMean { get; init; }
    public required double JitterMax { get; init; }

    /// <summary>Null where what came is not ours.</summary>
    public required double? DelayVariationP95 { get; init; }
    public required double? DelayVariationP99 { get; init; }

    /// <summary>Null where nothing came that tells.</summary>
    public required double? DelayMean { get; init; }
    public required double? DelayMin { get; init; }

    /// <summary>The mean, where it is of our own packets: a recoder's is of its reports alone.</summary>
    public double? OwnDelay => Echo == EchoKind.Recoder ? null : DelayMean;
    public required double? DelayMax { get; init; }

    /// <summary>From our sampling of a packet to the instant that its regenerator's reports give it, by two wall clocks: of use beside another stream's alone.</summary>
    public double? ClockOffset { get; init; }
    public required double BurstRatio { get; init; }

    /// <summary>For display alone: R is computed with <see cref="BurstRatio"/>.</summary>
    public required BurstMetrics Bursts { get; init; }

    /// <summary>Null for what is no voice, and where nobody knows what such loss does to the codec.</summary>
    public required VoiceRating? Rating { get; init; }
    public required double OfferedBitRate { get; init; }
    public required double ReceivedBitRate { get; init; }
    public required double SendLatenessP99 { get; init; }
    public required double SendLatenessMax { get; init; }

    /// <summary>From the sending of the last packet that came back to the end of the stream.</summary>
    public required double SilenceAtEnd { get; init; }

    /// <summary>Of the way there, by the peer's reports; null where it made none.</summary>
    public double? UplinkLossRatio { get; init; }

    /// <summary>Of the way back; null where the ways cannot be told apart.</summary>
    public double? DownlinkLossRatio { get; init; }

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
