namespace Ringback.Protocols.Rtp;

/// <summary>Which listeners a mean opinion score speaks for: scores of different scales are never compared.</summary>
public enum MosScale
{
    /// <summary>ITU-T G.107: 300 to 3400 Hz.</summary>
    Narrowband,

    /// <summary>ITU-T G.107.1: 50 to 7000 Hz.</summary>
    Wideband,
}

/// <summary>What a codec does to a voice (ITU-T G.113).</summary>
/// <param name="Ie">Equipment impairment factor, of its scale.</param>
/// <param name="Bpl">Packet-loss robustness factor with concealment; null where none is published.</param>
public sealed record VoiceQuality(MosScale Scale, double Ie, double? Bpl)
{
    /// <summary>The same without concealment; null where the codec always conceals.</summary>
    public double? BplWithoutConcealment { get; init; }

    /// <summary>Delay that the encoder adds before packetising.</summary>
    public TimeSpan LookAhead { get; init; }

    /// <summary>Bpl as the far end conceals losses or not.</summary>
    public double? Robustness(bool concealment) => concealment ? Bpl : BplWithoutConcealment ?? Bpl;
}
