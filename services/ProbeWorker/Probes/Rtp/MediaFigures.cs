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
}

/// <summary>What one call's media amounts to (semantics, "Voice quality"). Durations in seconds, rates in bits per second.</summary>
/// <remarks>All are figures of the path there and back; delays of the echo itself are in them.</remarks>
internal sealed record MediaFigures
{
    public required EchoKind Echo { get; init; }
    public required int Sent { get; init; }
    public required int Received { get; init; }
    public required int Duplicated { get; init; }
    public required int Reordered { get; init; }
    public required int Discarded { get; init; }

    /// <summary>RTP packets whose audio is not ours.</summary>
    public required int Foreign { get; init; }

    public int Lost => Sent - Received;

    public double LossRatio => Ratio(Lost, Sent);

    public WilsonInterval LossInterval => WilsonInterval.Of(Lost, Sent);

    public double DiscardRatio => Ratio(Discarded, Sent);

    public double EffectiveLossRatio => Ratio(Lost + Discarded, Sent);

    public required double JitterMean { get; init; }
    public required double JitterMax { get; init; }
    public required double DelayVariationP95 { get; init; }
    public required double DelayVariationP99 { get; init; }
    public required double DelayMean { get; init; }
    public required double DelayMin { get; init; }
    public required double DelayMax { get; init; }
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

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
