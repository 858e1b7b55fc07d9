using System.Globalization;
using System.Net;

namespace Ringback.Protocols.Sdp;

/// <summary>Offer and answer of one audio stream over RTP (RFC 3264).</summary>
public static class SdpAudio
{
    /// <param name="media">Where we receive.</param>
    /// <param name="sessionId">Unique for the session; one may take the time.</param>
    /// <param name="codings">In order of preference.</param>
    public static SdpSession Offer(
        IPEndPoint media,
        ulong sessionId,
        IReadOnlyList<SdpRtpMap> codings,
        TimeSpan packetTime
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
                    Kind = "audio",
                    Port = media.Port,
                    Protocol = "RTP/AVP",
                    Formats = [.. codings.Select(c => c.PayloadType.ToString(CultureInfo.InvariantCulture))],
                    Attributes =
                    [
                        .. codings.Select(c => new SdpAttribute("rtpmap", c.ToString())),
                        new("ptime", ((int)packetTime.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)),
                        new("sendrecv", null),
                    ],
                },
            ],
        };
    }

    /// <summary>Reads what an answer to an offer with one audio stream agrees to (§6 and §7).</summary>
    public static SdpAudioMatch Match(SdpSession offer, SdpSession answer)
    {
        if (offer.Media is not [var offered] || answer.Media is not [var media])
            return new(SdpAudioRefusal.MediaCount);

        if (media.Kind != offered.Kind || media.Protocol != offered.Protocol)
            return new(SdpAudioRefusal.MediaKind);

        if (media.IsRefused)
            return new(SdpAudioRefusal.Refused);

        if (answer.ConnectionOf(media) is not { } connection)
            return new(SdpAudioRefusal.NoAddress);

        var ours = offered.Codings();
        if (media.Codings().FirstOrDefault(theirs => ours.Any(theirs.IsSameCoding)) is not { } coding)
            return new(SdpAudioRefusal.NoCommonCoding);

        var direction = connection.IsHold ? SdpDirection.Inactive : answer.DirectionOf(media);
        return new(SdpAudioRefusal.None)
        {
            Audio = new(connection, media.Port, coding, media.PacketTime ?? offered.PacketTime, direction),
        };
    }
}
