namespace Ringback.Protocols.Rtp;

/// <summary>A narrowband codec as RTP and the E-model see it.</summary>
/// <param name="Name">Encoding name of RFC 3551.</param>
/// <param name="PayloadType">Its static payload type (RFC 3551 §6).</param>
/// <param name="ClockRate">Of timestamps, per second.</param>
/// <param name="BitRate">Of the payload, per second.</param>
/// <param name="Ie">Equipment impairment factor (ITU-T G.113).</param>
/// <param name="Bpl">Packet-loss robustness factor with concealment (ITU-T G.113).</param>
/// <param name="BplWithoutConcealment">The same without; null where the codec always conceals.</param>
/// <param name="LookAhead">Delay that the encoder adds before packetising.</param>
public sealed record AudioCodec(
    string Name,
    byte PayloadType,
    int ClockRate,
    int BitRate,
    double Ie,
    double Bpl,
    double? BplWithoutConcealment,
    TimeSpan LookAhead
)
{
    public static AudioCodec Pcma { get; } = new("PCMA", 8, 8000, 64_000, 0, 25.1, 4.3, TimeSpan.Zero);

    public static AudioCodec Pcmu { get; } = new("PCMU", 0, 8000, 64_000, 0, 25.1, 4.3, TimeSpan.Zero);

    /// <summary>With the figures of G.729A.</summary>
    public static AudioCodec G729 { get; } = new("G729", 18, 8000, 8_000, 11, 19, null, TimeSpan.FromMilliseconds(5));

    /// <summary>Bpl as the far end conceals losses or not.</summary>
    public double Robustness(bool concealment) => concealment ? Bpl : BplWithoutConcealment ?? Bpl;
}
