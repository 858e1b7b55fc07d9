namespace Ringback.Protocols.Rtp;

/// <summary>How a far end heard a voice, by its own reckoning (RFC 3611 §4.7).</summary>
/// <param name="LossRatio">In the network, over the whole call.</param>
/// <param name="DiscardRatio">Came too early or too late for its jitter buffer.</param>
/// <param name="R">Null where it does not say.</param>
/// <param name="ListeningMos">Null where it does not say.</param>
public readonly record struct RtcpVoipMetrics(double LossRatio, double DiscardRatio, int? R, double? ListeningMos)
{
    /// <summary>Of a block after its header, in bytes.</summary>
    public const int Size = 32;

    /// <summary>Stands for "not available" in R and MOS.</summary>
    private const byte Unavailable = 127;

    private const double FractionUnits = 256;
    private const double MosUnits = 10;
    private const int RatingOffset = 20;
    private const int MosOffset = 22;

    internal static RtcpVoipMetrics Read(ReadOnlySpan<byte> block) =>
        new(
            block[4] / FractionUnits,
            block[5] / FractionUnits,
            block[RatingOffset] is var r && r == Unavailable ? null : r,
            block[MosOffset] is var mos && mos == Unavailable ? null : mos / MosUnits
        );
}
