namespace Ringback.Protocols.Rtp;

/// <summary>A codec as RTP, SDP and the E-model see it.</summary>
/// <param name="Name">Encoding name (RFC 3551, RFC 6184).</param>
/// <param name="PayloadType">Its static payload type (RFC 3551 §6), or the dynamic one that we offer.</param>
/// <param name="ClockRate">Of timestamps, per second: for G.722 half its sampling rate (RFC 3551 §4.5.2).</param>
public sealed record MediaCodec(string Name, byte PayloadType, int ClockRate)
{
    public static MediaCodec Pcma { get; } = G711("PCMA", 8);

    public static MediaCodec Pcmu { get; } = G711("PCMU", 0);

    /// <summary>At 64 kbit/s. ITU-T G.113 publishes no robustness of it against loss.</summary>
    public static MediaCodec G722 { get; } =
        new("G722", 9, 8000) { BitRate = 64_000, Voice = new(MosScale.Wideband, Ie: 13, Bpl: null) };

    /// <summary>With the figures of G.729A; without the silence frames of Annex B.</summary>
    public static MediaCodec G729 { get; } =
        new("G729", 18, 8000)
        {
            BitRate = 8_000,
            FormatParameters = "annexb=no",
            Voice = new(MosScale.Narrowband, Ie: 11, Bpl: 19) { LookAhead = TimeSpan.FromMilliseconds(5) },
        };

    /// <summary>Constrained baseline, level 3.1, fragments allowed (RFC 6184 §8.1).</summary>
    public static MediaCodec H264 { get; } =
        new("H264", 96, 90_000) { FormatParameters = "profile-level-id=42e01f;packetization-mode=1" };

    /// <summary>Of the payload, per second; 0 where the codec has no rate of its own.</summary>
    public int BitRate { get; init; }

    /// <summary>What <c>a=fmtp</c> says of it; null for nothing.</summary>
    public string? FormatParameters { get; init; }

    /// <summary>How it impairs a voice; null for what is no voice.</summary>
    public VoiceQuality? Voice { get; init; }

    public bool IsVideo => Voice is null;

    /// <summary>Whether an echo that decodes and encodes again gives back the same bytes: each code of G.711 stands for one sample.</summary>
    public bool SurvivesRecoding => this == Pcma || this == Pcmu;

    private static MediaCodec G711(string name, byte payloadType) =>
        new(name, payloadType, 8000)
        {
            BitRate = 64_000,
            Voice = new(MosScale.Narrowband, Ie: 0, Bpl: 25.1) { BplWithoutConcealment = 4.3 },
        };
}
