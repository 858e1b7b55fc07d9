using Ringback.Model.Catalogs.Checks;
using Ringback.Protocols.Rtp;
using Ringback.Protocols.Sdp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>What a call asks for in a session description, and what it makes of an answer.</summary>
internal static class MediaOffer
{
    private const string FragmentedMode = "packetization-mode=1";

    /// <param name="media">In that order, each in a stream of its own.</param>
    public static SdpSession Create(IReadOnlyList<MediaEnd> media) =>
        SdpStream.Offer(media[0].Local.Address, (ulong)Random.Shared.NextInt64(), [.. media.Select(Offered)]);

    /// <summary>Our side of what a caller offers, by the payload types that it gave: each stream answered, or refused.</summary>
    /// <param name="agreed">With that offer.</param>
    public static SdpSession Answer(SdpSession offer, IReadOnlyList<MediaLine> agreed)
    {
        var media = new List<SdpMedia>();
        foreach (var offered in offer.Media)
        {
            var line = agreed.FirstOrDefault(each => each.Stream is not null && each.End.Medium.Kind == offered.Kind);
            media.Add(
                line is null || media.Exists(said => said.Kind == offered.Kind) ? offered.Refused : Answered(line)
            );
        }

        return SdpStream.Offer(agreed[0].End.Local.Address, (ulong)Random.Shared.NextInt64(), media);
    }

    private static SdpMedia Offered(MediaEnd end)
    {
        var events = end.Medium.Asked.Digits is null ? null : SdpRtpMap.TelephoneEvents;
        return Write(end, end.Medium.Codec.PayloadType, events, withMultiplexing: true);
    }

    private static SdpMedia Answered(MediaLine line)
    {
        var stream = line.Stream!;
        return Write(line.End, stream.Coding.PayloadType, stream.Events, stream.IsRtcpMultiplexed);
    }

    private static SdpMedia Write(MediaEnd end, int payloadType, SdpRtpMap? events, bool withMultiplexing)
    {
        var codec = end.Medium.Codec;
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

        if (!codec.IsVideo)
            attributes.Add(new("rtcp-xr", "voip-metrics"));

        var packetTime = codec.IsVideo ? TimeSpan.Zero : end.Medium.Asked.PacketTime;
        return SdpStream.Media(end.Medium.Kind, end.Local.Port, codings, packetTime, attributes);
    }

    /// <summary>Whether the answer takes our packets as we write them: fragments are no part of H.264's single-unit mode.</summary>
    public static bool Fits(MediaCodec codec, SdpNegotiatedStream agreed) =>
        !codec.IsVideo || agreed.FormatParameters?.Contains(FragmentedMode, StringComparison.OrdinalIgnoreCase) is true;

    /// <param name="line">As agreed.</param>
    /// <param name="canonicalName">Of our end.</param>
    public static MediaStream StreamOf(RtpCheck check, MediaLine line, string canonicalName)
    {
        var (asked, codec, agreed) = (line.End.Medium.Asked, line.End.Medium.Codec, line.Stream!);
        var payloadType = (byte)agreed.Coding.PayloadType;
        if (codec.IsVideo)
        {
            var overhead = MediaSession.HeaderOverheadOf(line.End.Local);
            return MediaStreams.Video(codec, payloadType, asked.BitRate, check.MediaDuration, overhead) with
            {
                CanonicalName = canonicalName,
            };
        }

        var packetTime = MediaAddress.PacketTimeOf(agreed, asked.PacketTime);
        return MediaStreams.Voice(codec, payloadType, packetTime, check.MediaDuration) with
        {
            CanonicalName = canonicalName,
            Digits =
                asked.Digits is { } digits && agreed.Events is { } events
                    ? new DialledDigits(digits, (byte)events.PayloadType, packetTime)
                    : null,
        };
    }
}
