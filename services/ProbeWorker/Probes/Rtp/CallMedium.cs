using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Protocols.Rtp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>One medium of a call: what is asked for, and what its figures are called.</summary>
/// <param name="IsBeside">Whether it is a video that goes beside a voice.</param>
internal sealed record CallMedium(RtpMedium Asked, bool IsBeside)
{
    public const int ExpeditedForwarding = 46;
    public const int Assured41 = 34;

    public static IReadOnlyList<CallMedium> Of(RtpCheck check) =>
        [.. check.Media.Select((asked, place) => new CallMedium(asked, IsBeside: place > 0))];

    public MediaCodec Codec { get; } =
        Asked.Codec switch
        {
            RtpCodec.Pcma => MediaCodec.Pcma,
            RtpCodec.Pcmu => MediaCodec.Pcmu,
            RtpCodec.G722 => MediaCodec.G722,
            RtpCodec.G729 => MediaCodec.G729,
            RtpCodec.H264 => MediaCodec.H264,
            _ => throw new ArgumentOutOfRangeException(nameof(Asked), Asked.Codec, "There is no such codec."),
        };

    /// <summary>DSCP of what is sent: Expedited Forwarding for a voice, AF41 for interactive video (RFC 4594 §2.3, RFC 8837 §5).</summary>
    public int CodePoint => Codec.IsVideo ? Assured41 : ExpeditedForwarding;

    /// <summary>As session descriptions call it.</summary>
    public string Kind => Codec.IsVideo ? "video" : "audio";

    /// <summary>What a figure of this medium is called.</summary>
    /// <param name="plain">What the figure of a call's first medium is.</param>
    public string Named(string plain) => IsBeside ? VideoMeasurementNames.Of(plain) : plain;
}
