namespace Ringback.Protocols.Rtp;

/// <summary>What RFC 3611 §4.7.2 says of bursts and gaps.</summary>
/// <param name="Bursts">How many.</param>
/// <param name="BurstDensity">Ratio of lost or discarded packets within bursts; 0 where there is none.</param>
/// <param name="GapDensity">Ratio of lost or discarded packets outside bursts; 0 where there is no gap.</param>
/// <param name="MeanBurstPackets">Mean length of a burst in packets; 0 where there is none.</param>
public readonly record struct BurstMetrics(int Bursts, double BurstDensity, double GapDensity, double MeanBurstPackets)
{
    /// <summary>The value that the RFC recommends.</summary>
    public const int DefaultGmin = 16;
}
