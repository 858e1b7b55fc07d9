using Ringback.Protocols.Rtp;

namespace Ringback.ProbeWorker.Probes.Rtp.Reports;

/// <summary>What the peer's RTCP said of our stream.</summary>
internal sealed record FarEnd
{
    public static FarEnd Silent { get; } = new();

    /// <summary>How often it reported on our stream.</summary>
    public int Reports { get; init; }

    /// <summary>Its last word on our stream; null where it never said one.</summary>
    public RtcpReportBlock? Last { get; init; }

    /// <summary>Of our sender reports that it answered (LSR and DLSR), in seconds, without its own delay.</summary>
    public IReadOnlyList<double> RoundTrips { get; init; } = [];

    /// <summary>From its extended report; null where it sent none.</summary>
    public RtcpVoipMetrics? Voice { get; init; }

    /// <summary>Packets of ours up to the one that its last report counts as the highest.</summary>
    /// <param name="firstSequence">Of our stream.</param>
    public int CoveredBy(ushort firstSequence)
    {
        if (Last is not { } block)
            return 0;

        // The peer counts cycles from the first packet that it got, which may lie behind a wrap of ours.
        var ahead = (long)unchecked((int)(block.HighestSequence - firstSequence));
        return (int)Math.Clamp((ahead < 0 ? ahead + 0x10000 : ahead) + 1, 0, int.MaxValue);
    }
}
