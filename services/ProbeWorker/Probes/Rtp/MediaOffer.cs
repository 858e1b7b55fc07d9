using System.Net;
using Ringback.Model.Catalogs.Checks;
using Ringback.Protocols.Rtp;
using Ringback.Protocols.Sdp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>What a check asks for in a session description, and what it makes of an answer.</summary>
internal static class MediaOffer
{
    private const string FragmentedMode = "packetization-mode=1";

    public static MediaCodec CodecOf(RtpCheck check) =>
        check.Codec switch
        {
            RtpCodec.Pcma => MediaCodec.Pcma,
            RtpCodec.Pcmu => MediaCodec.Pcmu,
            RtpCodec.G722 => MediaCodec.G722,
            RtpCodec.G729 => MediaCodec.G729,
            RtpCodec.H264 => MediaCodec.H264,
            _ => throw new ArgumentOutOfRangeException(nameof(check), check.Codec, "There is no such codec."),
        };

    public static SdpSession Create(RtpCheck check, IPEndPoint media)
    {
        var codec = CodecOf(check);
        return SdpStream.Offer(
            media,
            (ulong)Random.Shared.NextInt64(),
            [new SdpRtpMap(codec.PayloadType, codec.Name, codec.ClockRate)],
            codec.IsVideo ? TimeSpan.Zero : check.PacketTime,
            codec.IsVideo ? "video" : "audio",
            AttributesOf(codec)
        );
    }

    private static List<SdpAttribute> AttributesOf(MediaCodec codec)
    {
        List<SdpAttribute> attributes = [new("rtcp-mux", null), new("rtcp-xr", "voip-metrics")];
        if (codec.FormatParameters is { } parameters)
            attributes.Insert(0, new("fmtp", FormattableString.Invariant($"{codec.PayloadType} {parameters}")));

        return attributes;
    }

    /// <summary>Whether the answer takes our packets as we write them: fragments are no part of H.264's single-unit mode.</summary>
    public static bool Fits(MediaCodec codec, SdpNegotiatedStream agreed) =>
        !codec.IsVideo || agreed.FormatParameters?.Contains(FragmentedMode, StringComparison.OrdinalIgnoreCase) is true;

    public static MediaStream StreamOf(RtpCheck check, SdpNegotiatedStream agreed, int headerOverhead)
    {
        var (codec, payloadType) = (CodecOf(check), (byte)agreed.Coding.PayloadType);
        return codec.IsVideo
            ? MediaStreams.Video(codec, payloadType, check.BitRate, check.MediaDuration, headerOverhead)
            : MediaStreams.Voice(
                codec,
                payloadType,
                MediaAddress.PacketTimeOf(agreed, check.PacketTime),
                check.MediaDuration
            );
    }
}
