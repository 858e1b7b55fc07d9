using System.Globalization;
using System.Net;
using Ringback.Protocols.Sdp;
using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Authentication;
using Ringback.Protocols.Sip.Dialogs;
using Ringback.Protocols.Sip.Headers;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>Makes the requests that begin something, and their repetition with credentials (RFC 3261 §8.1.1 and §22.2).</summary>
internal static class SipOutbound
{
    private const string Product = "Ringback";
    private const string User = "ringback";

    public static SipVia Via(IPEndPoint local) =>
        SipVia.Create("UDP", local.Address.ToString(), local.Port, SipIdentifiers.Branch());

    public static SipRequest Options(SipUri uri, IPEndPoint local) =>
        Create(
            SipMethods.Options,
            uri,
            OurUri(local, User),
            local,
            [new(SipHeaderNames.Accept, SdpSession.ContentType)]
        );

    /// <param name="username">Whom we claim to be, at the host that we call; null to be nobody it knows.</param>
    public static SipRequest Invite(SipUri uri, SdpSession offer, string? username, IPEndPoint local) =>
        Create(
            SipMethods.Invite,
            uri,
            username is null ? OurUri(local, User) : SipUri.Create(username, uri.Host),
            local,
            [
                new(SipHeaderNames.Allow, "INVITE, ACK, CANCEL, BYE, OPTIONS"),
                new(SipHeaderNames.ContentType, SdpSession.ContentType),
            ],
            offer.ToBytes()
        );

    /// <summary>The request again, with an answer to a 401 or 407: a new transaction, the next CSeq (§22.2).</summary>
    /// <returns>Null where there is no challenge that can be answered, or the request answered one already.</returns>
    public static SipRequest? Authenticate(
        SipRequest request,
        SipResponse challenge,
        SipCredentials credentials,
        IPEndPoint local
    )
    {
        var (asks, answers) =
            challenge.Status == 407
                ? (SipHeaderNames.ProxyAuthenticate, SipHeaderNames.ProxyAuthorization)
                : (SipHeaderNames.WwwAuthenticate, SipHeaderNames.Authorization);
        if (
            challenge.Status is not (401 or 407)
            || request.First(answers) is not null
            || SipChallenge.Choose(challenge.All(asks)) is not { } chosen
        )
            return null;

        var value = SipDigest.CreateCredentials(
            chosen,
            credentials.Username,
            credentials.Password,
            request.Method,
            request.Uri.ToString(),
            SipIdentifiers.ClientNonce(),
            1
        );
        return request
            .Replace(SipHeaderNames.Via, Via(local).ToString())
            .Replace(SipHeaderNames.CSeq, new SipCSeq(request.CSeq!.Number + 1, request.Method).ToString())
            .Replace(answers, value);
    }

    private static SipUri OurUri(IPEndPoint local, string user) => SipUri.Create(user, local.Address.ToString());

    private static SipRequest Create(
        string method,
        SipUri uri,
        SipUri from,
        IPEndPoint local,
        IEnumerable<SipHeader> more,
        ReadOnlyMemory<byte> body = default
    )
    {
        var contact = SipUri.Create(User, local.Address.ToString(), local.Port);
        return new(
            method,
            uri,
            [
                new(SipHeaderNames.Via, Via(local).ToString()),
                new(SipHeaderNames.MaxForwards, SipFollowUp.MaxForwards.ToString(CultureInfo.InvariantCulture)),
                new(SipHeaderNames.From, SipAddress.Of(from, SipIdentifiers.Tag()).ToString()),
                new(SipHeaderNames.To, SipAddress.Of(uri).ToString()),
                new(SipHeaderNames.CallId, SipIdentifiers.CallId()),
                new(SipHeaderNames.CSeq, new SipCSeq(1, method).ToString()),
                new(SipHeaderNames.Contact, SipAddress.Of(contact).ToString()),
                new(SipHeaderNames.UserAgent, Product),
                .. more,
            ],
            body
        );
    }
}
