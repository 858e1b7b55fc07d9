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
        var events = check.Digits is null ? null : SdpRtpMap.TelephoneEvents;
        return Create(check, media, codec.PayloadType, events, withMultiplexing: true);
    }

    /// <summary>Our side of what a caller offers, by the payload types that it gave.</summary>
    /// <param name="agreed">With that offer.</param>
    public static SdpSession Answer(RtpCheck check, IPEndPoint media, MediaAgreement agreed) =>
        Create(check, media, agreed.Stream.Coding.PayloadType, agreed.Stream.Events, agreed.Stream.IsRtcpMultiplexed);

    private static SdpSession Create(
        RtpCheck check,
        IPEndPoint media,
        int payloadType,
        SdpRtpMap? events,
        bool withMultiplexing
    )
    {
        var codec = CodecOf(check);
        List<SdpRtpMap> codings = [new(payloadType, codec.Name, codec.ClockRate)];
        List<SdpAttribute> attributes = [];
        if (codec.FormatParameters is { } parameters)
            attributes.Add(new("fmtp", FormattableString.Invariant($"{payloadType} {parameters}")));

        if (events is not null)
        {
            codings.Add(events);
            attributes.Add(new("fmtp", FormattableString.Invariant($"{events.PayloadType} 0-15")));
        }

        if (withMultiplexing)
            attributes.Add(new("rtcp-mux", null));

        attributes.Add(new("rtcp-xr", "voip-metrics"));
        return SdpStream.Offer(
            media,
            (ulong)Random.Shared.NextInt64(),
            codings,
            codec.IsVideo ? TimeSpan.Zero : check.PacketTime,
            codec.IsVideo ? "video" : "audio",
            attributes
        );
    }

    /// <summary>Whether the answer takes our packets as we write them: fragments are no part of H.264's single-unit mode.</summary>
    public static bool Fits(MediaCodec codec, SdpNegotiatedStream agreed) =>
        !codec.IsVideo || agreed.FormatParameters?.Contains(FragmentedMode, StringComparison.OrdinalIgnoreCase) is true;

    public static MediaStream StreamOf(RtpCheck check, SdpNegotiatedStream agreed, int headerOverhead)
    {
        var (codec, payloadType) = (CodecOf(check), (byte)agreed.Coding.PayloadType);
        if (codec.IsVideo)
            return MediaStreams.Video(codec, payloadType, check.BitRate, check.MediaDuration, headerOverhead);

        var packetTime = MediaAddress.PacketTimeOf(agreed, check.PacketTime);
        return MediaStreams.Voice(codec, payloadType, packetTime, check.MediaDuration) with
        {
            Digits =
                check.Digits is { } digits && agreed.Events is { } events
                    ? new DialledDigits(digits, (byte)events.PayloadType, packetTime)
                    : null,
        };
    }
}
