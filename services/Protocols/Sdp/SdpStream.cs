using System.Globalization;
using System.Net;

namespace Ringback.Protocols.Sdp;

/// <summary>Offer and answer of one stream of audio or video over RTP (RFC 3264).</summary>
public static class SdpStream
{
    /// <param name="media">Where we receive.</param>
    /// <param name="sessionId">Unique for the session; one may take the time.</param>
    /// <param name="codings">In order of preference.</param>
    /// <param name="packetTime">Zero where packets have no fixed length.</param>
    /// <param name="kind"><c>audio</c> or <c>video</c>.</param>
    /// <param name="more">Further attributes of the stream.</param>
    public static SdpSession Offer(
        IPEndPoint media,
        ulong sessionId,
        IReadOnlyList<SdpRtpMap> codings,
        TimeSpan packetTime,
        string kind = "audio",
        params IReadOnlyList<SdpAttribute> more
    )
    {
        var connection = SdpConnection.Of(media.Address);
        var id = sessionId.ToString(CultureInfo.InvariantCulture);
        return new()
        {
            OriginUser = "-",
            SessionId = id,
            SessionVersion = id,
            Origin = connection,
            Connection = connection,
            Media =
            [
                new()
                {
                    Kind = kind,
                    Port = media.Port,
                    Protocol = "RTP/AVP",
                    Formats = [.. codings.Select(c => c.PayloadType.ToString(CultureInfo.InvariantCulture))],
                    Attributes =
                    [
                        .. codings.Select(c => new SdpAttribute("rtpmap", c.ToString())),
                        .. packetTime == TimeSpan.Zero ? [] : (SdpAttribute[])[PacketTime(packetTime)],
                        .. more,
                        new("sendrecv", null),
                    ],
                },
            ],
        };
    }

    /// <summary>Reads what an answer to an offer with one stream agrees to (§6 and §7).</summary>
    public static SdpStreamMatch Match(SdpSession offer, SdpSession answer)
    {
        if (offer.Media is not [var offered] || answer.Media is not [var media])
            return new(SdpStreamRefusal.MediaCount);

        if (media.Kind != offered.Kind || media.Protocol != offered.Protocol)
            return new(SdpStreamRefusal.MediaKind);

        if (media.IsRefused)
            return new(SdpStreamRefusal.Refused);

        if (answer.ConnectionOf(media) is not { } connection)
            return new(SdpStreamRefusal.NoAddress);

        var common = media.Codings().Where(theirs => offered.Codings().Any(theirs.IsSameCoding)).ToList();
        if (common.Find(coding => !coding.IsEvents) is not { } coding)
            return new(SdpStreamRefusal.NoCommonCoding);

        var direction = connection.IsHold ? SdpDirection.Inactive : answer.DirectionOf(media);
        return new(SdpStreamRefusal.None)
        {
            Stream = new(connection, media.Port, coding, media.PacketTime ?? offered.PacketTime, direction)
            {
                FormatParameters = media.FormatParameters(coding.PayloadType),
                Events = common.Find(each => each.IsEvents),
                RtcpPort = RtcpPortOf(offered, media),
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
