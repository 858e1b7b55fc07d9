using Ringback.Protocols.Sdp;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>What a session that is offered again is answered with: the same media as before (RFC 3264 §8).</summary>
internal static class SipSessions
{
    /// <summary>Whether our session can answer an offer: the same streams, each with a format of ours, or none where one of the two has turned it down.</summary>
    public static bool Fits(SdpSession ours, SdpSession? offer) =>
        offer is not null
        && offer.Media.Count == ours.Media.Count
        && ours.Media.Zip(offer.Media).All(pair => IsSameStream(pair.First, pair.Second));

    /// <summary>Our session, its directions turned to fit the offer's: a peer that holds the call is not sent anything.</summary>
    /// <param name="offer">Null where the peer offers nothing, so that ours is the offer.</param>
    public static SdpSession Turned(SdpSession ours, SdpSession? offer)
    {
        if (offer is null)
            return ours;

        var media = ours.Media.Zip(offer.Media, (our, their) => Turned(our, their, DirectionOf(offer, their)));
        return ours with { Media = [.. media] };
    }

    /// <summary>Our offer as it stands when it is answered: what the peer refused stays so, whoever offers again (RFC 3264 §8.2).</summary>
    /// <param name="answer">Null where it cannot be read.</param>
    public static SdpSession Settled(SdpSession offer, SdpSession? answer) =>
        answer?.Media.Count == offer.Media.Count
            ? offer with
            {
                Media = [.. offer.Media.Zip(answer.Media, (our, their) => their.IsRefused ? our.Refused : our)],
            }
            : offer;

    public static bool GoesBothWays(SdpSession theirs, SdpMedia media) =>
        DirectionOf(theirs, media) == SdpDirection.SendReceive;

    /// <summary>An address of zeros is a hold too, of peers that know no other (§8.4): such a one may still send.</summary>
    private static SdpDirection DirectionOf(SdpSession theirs, SdpMedia media) =>
        theirs.ConnectionOf(media) is not { IsHold: true } ? theirs.DirectionOf(media)
        : theirs.DirectionOf(media) is SdpDirection.SendReceive or SdpDirection.SendOnly ? SdpDirection.SendOnly
        : SdpDirection.Inactive;

    private static SdpMedia Turned(SdpMedia ours, SdpMedia offered, SdpDirection theirs)
    {
        if (ours.IsRefused || offered.IsRefused)
            return ours.Refused;

        var name = theirs switch
        {
            SdpDirection.SendOnly => "recvonly",
            SdpDirection.ReceiveOnly => "sendonly",
            SdpDirection.Inactive => "inactive",
            _ => "sendrecv",
        };
        var others = ours.Attributes.Where(a => a.Name is not ("sendrecv" or "sendonly" or "recvonly" or "inactive"));
        return ours with { Attributes = [.. others, new SdpAttribute(name, null)] };
    }

    private static bool IsSameStream(SdpMedia ours, SdpMedia theirs) =>
        ours.Kind == theirs.Kind
        && (
            ours.IsRefused
            || theirs.IsRefused
            || (ours.Protocol == theirs.Protocol && ours.Formats.Intersect(theirs.Formats).Any())
        );
}
