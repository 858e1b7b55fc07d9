namespace Ringback.Protocols.Rtp;

/// <summary>A jitter buffer that does not adapt: which packets come too late to be played.</summary>
/// <remarks>
/// Playout of a packet is its sampling time + the least (arrival − sampling time) of the whole call + the buffer's length.
/// The least is known only afterwards: this judges a finished call, it plays none.
/// </remarks>
public static class PlayoutBuffer
{
    /// <param name="transits">
    /// Arrival − sampling time of each packet, in seconds; both clocks may have any origin, and must not drift apart.
    /// </param>
    /// <param name="length">Of the buffer, in seconds.</param>
    /// <returns>For each packet in turn: whether it came after its playout.</returns>
    public static bool[] FindLate(IReadOnlyList<double> transits, double length)
    {
        var latest = transits.Count == 0 ? 0 : transits.Min() + length;
        return [.. transits.Select(transit => transit > latest)];
    }
}
