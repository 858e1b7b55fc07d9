using System.Text.Json.Serialization;

namespace Ringback.Model.Catalogs.Checks;

/// <summary>Places a call to an extension that sends back what it gets, or to an account of its own, and measures the media.</summary>
public sealed record RtpCheck : SignallingCheck
{
    public const string KindName = "rtp";

    [JsonIgnore]
    public override string Kind => KindName;

    [JsonIgnore]
    public override bool MeasuresCalls => true;

    [JsonIgnore]
    public override string? CalledHost => Parallel ? null : Host;

    /// <summary>The extension to call: user part of the Request-URI.</summary>
    public required string Extension { get; init; }

    /// <summary>Offered as the only one of its medium: an answer without it is <c>degraded / codec_mismatch</c>.</summary>
    public RtpCodec Codec { get; init; } = RtpCodec.Pcma;

    /// <summary>Voice in each packet: 10 to 60 ms, whole tens.</summary>
    public TimeSpan PacketTime { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Of video, at IP level, in bits per second; a voice codec has a rate of its own.</summary>
    public double BitRate { get; init; } = 600_000;

    /// <summary>
    /// The account that answers, held by the worker too: the call goes through the PBX from one end of ours to the other.
    /// Null where the extension is an echo.
    /// </summary>
    public Credential? Callee { get; init; }

    /// <summary>How long the callee's account is left alone before it is called: a NAT on the way may forget it.</summary>
    public TimeSpan Idle { get; init; }

    /// <summary>Local ports that calls take in turn; null for any that is free.</summary>
    public PortRange? Ports { get; init; }

    /// <summary>Whether the PBX is meant to leave media to the two ends: else a call past it is <c>media_bypassed</c>.</summary>
    public bool DirectMedia { get; init; }

    /// <summary>DTMF digits that are sent when the media is over (RFC 4733); null for none.</summary>
    public string? Digits { get; init; }

    /// <summary>How long media is sent.</summary>
    public TimeSpan MediaDuration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Playout delay that discards and MOS are computed with.</summary>
    public TimeSpan JitterBuffer { get; init; } = TimeSpan.FromMilliseconds(60);

    /// <summary>Whether the far end conceals lost packets: Bpl 25.1 with, 4.3 without (ITU-T G.113).</summary>
    public bool PacketLossConcealment { get; init; } = true;

    /// <summary>The sample is unknown where our own send lateness at p99 exceeds this.</summary>
    public TimeSpan MaxSendLateness { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Of the voice, or of the video where that is all there is.</summary>
    public RtpLimits Limits { get; init; } = new();

    /// <summary>Offered beside a voice, as a meeting or a video telephone does; null for a call of one medium.</summary>
    public RtpVideo? Video { get; init; }

    /// <summary>What the call offers, in that order.</summary>
    [JsonIgnore]
    public IReadOnlyList<RtpMedium> Media
    {
        get
        {
            var first = new RtpMedium(Codec, Limits)
            {
                PacketTime = PacketTime,
                BitRate = BitRate,
                Digits = Digits,
            };
            return Video is { } video
                ? [first, new RtpMedium(RtpCodec.H264, video.Limits) { BitRate = video.BitRate }]
                : [first];
        }
    }
}

/// <summary>What the media of a call is.</summary>
public enum RtpCodec
{
    /// <summary>G.711 A-law.</summary>
    Pcma,

    /// <summary>G.711 µ-law.</summary>
    Pcmu,

    /// <summary>G.722 at 64 kbit/s.</summary>
    G722,

    /// <summary>G.729 or G.729A, without Annex B.</summary>
    G729,

    /// <summary>Video: constrained baseline, packetisation mode 1.</summary>
    H264,
}

/// <summary>Outside a limit is degraded. The defaults are the operator's published requirements.</summary>
public sealed record RtpLimits
{
    /// <summary>Of the mean call delay (ITU-T G.114).</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>Of the mean interarrival jitter.</summary>
    public TimeSpan Jitter { get; init; } = TimeSpan.FromMilliseconds(30);

    /// <summary>Of network loss, as a ratio.</summary>
    public double Loss { get; init; } = 0.01;

    /// <summary>Least MOS; null for none.</summary>
    public double? Mos { get; init; }

    /// <summary>
    /// Least rate at IP level that must come back, in bits per second, as far as that much is offered; it holds from
    /// 99 % on (semantics, "Bandwidth"). Null for none.
    /// </summary>
    public double? Bandwidth { get; init; }
}
