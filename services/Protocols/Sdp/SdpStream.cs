using System.Globalization;
using System.Net;

namespace Ringback.Protocols.Sdp;

/// <summary>Offer and answer of streams of audio and video over RTP (RFC 3264).</summary>
public static class SdpStream
{
    /// <param name="address">Where we receive.</param>
    /// <param name="sessionId">Unique for the session; one may take the time.</param>
    /// <param name="media">In the order in which they are to be answered.</param>
    public static SdpSession Offer(IPAddress address, ulong sessionId, params IReadOnlyList<SdpMedia> media)
    {
        var connection = SdpConnection.Of(address);
        var id = sessionId.ToString(CultureInfo.InvariantCulture);
        return new()
        {
            OriginUser = "-",
            SessionId = id,
            SessionVersion = id,
            Origin = connection,
            Connection = connection,
            Media = media,
        };
    }

    /// <summary>One stream of a session that we write.</summary>
    /// <param name="kind"><c>audio</c> or <c>video</c>.</param>
    /// <param name="port">Where we receive.</param>
    /// <param name="codings">In order of preference.</param>
    /// <param name="packetTime">Zero where packets have no fixed length.</param>
    /// <param name="more">Further attributes of the stream.</param>
    public static SdpMedia Media(
        string kind,
        int port,
        IReadOnlyList<SdpRtpMap> codings,
        TimeSpan packetTime,
        params IReadOnlyList<SdpAttribute> more
    ) =>
        new()
        {
            Kind = kind,
            Port = port,
            Protocol = "RTP/AVP",
            Formats = [.. codings.Select(c => c.PayloadType.ToString(CultureInfo.InvariantCulture))],
            Attributes =
            [
                .. codings.Select(c => new SdpAttribute("rtpmap", c.ToString())),
                .. packetTime == TimeSpan.Zero ? [] : (SdpAttribute[])[PacketTime(packetTime)],
                .. more,
                new("sendrecv", null),
            ],
        };

    /// <summary>Reads what an answer agrees to (§6 and §7): its streams are those of the offer, one by one.</summary>
    /// <returns>One match for each stream of the offer.</returns>
    public static IReadOnlyList<SdpStreamMatch> Match(SdpSession offer, SdpSession answer) =>
        answer.Media.Count == offer.Media.Count
            ? [.. offer.Media.Zip(answer.Media, (offered, media) => Match(offered, answer, media))]
            : [.. offer.Media.Select(_ => new SdpStreamMatch(SdpStreamRefusal.MediaCount))];

    /// <summary>Reads what an offer that came has for what we would have offered, in whatever order it does.</summary>
    /// <returns>One match for each stream of ours; one that is not offered is refused.</returns>
    public static IReadOnlyList<SdpStreamMatch> MatchOffer(SdpSession ours, SdpSession offer) =>
        [
            .. ours.Media.Select(our =>
                offer.Media.FirstOrDefault(their => their.Kind == our.Kind) is { } media
                    ? Match(our, offer, media)
                    : new SdpStreamMatch(SdpStreamRefusal.Refused)
            ),
        ];

    private static SdpStreamMatch Match(SdpMedia ours, SdpSession session, SdpMedia media)
    {
        if (media.Kind != ours.Kind || media.Protocol != ours.Protocol)
            return new(SdpStreamRefusal.MediaKind);

        if (media.IsRefused)
            return new(SdpStreamRefusal.Refused);

        if (session.ConnectionOf(media) is not { } connection)
            return new(SdpStreamRefusal.NoAddress);

        var common = media.Codings().Where(theirs => ours.Codings().Any(theirs.IsSameCoding)).ToList();
        if (common.Find(coding => !coding.IsEvents) is not { } coding)
            return new(SdpStreamRefusal.NoCommonCoding);

        var direction = connection.IsHold ? SdpDirection.Inactive : session.DirectionOf(media);
        return new(SdpStreamRefusal.None)
        {
            Stream = new(connection, media.Port, coding, media.PacketTime ?? ours.PacketTime, direction)
            {
                FormatParameters = media.FormatParameters(coding.PayloadType),
                Events = common.Find(each => each.IsEvents),
                RtcpPort = RtcpPortOf(ours, media),
            },
        };
    }

    /// <summary>RFC 5761 §5.1.1: shared only where both say so; else RFC 3605, or the next port.</summary>
    private static int RtcpPortOf(SdpMedia offered, SdpMedia answered)
    {
        if (offered.Has("rtcp-mux") && answered.Has("rtcp-mux"))
            return answered.Port;

        return
            answered.Get("rtcp")?.Split(' ')[0] is { } said
            && SdpNumber.TryParse(said, 65_535, out var port)
            && port > 0
            ? port
            : Math.Min(answered.Port + 1, 65_535);
    }

    private static SdpAttribute PacketTime(TimeSpan packetTime) =>
        new("ptime", ((int)packetTime.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
}
