using System.Globalization;
using Ringback.ProbeWorker.Probes.Net.Sip.Transport;
using Ringback.Protocols.Sdp;
using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Dialogs;
using Ringback.Protocols.Sip.Headers;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>Makes the requests that begin something (RFC 3261 §8.1.1).</summary>
internal static class SipOutbound
{
    /// <summary>What we take of a peer.</summary>
    public const string Allowed = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE";

    /// <summary>The header that fills a message up.</summary>
    public const string Padding = "X-Padding";

    /// <summary>The least that RFC 4028 §5 allows: a call that we cannot end any more ends itself within it.</summary>
    public static readonly TimeSpan SessionInterval = TimeSpan.FromSeconds(90);

    private const string Product = "Ringback";

    /// <summary>Of one header: no peer's longest line.</summary>
    private const int LongestPadding = 200;

    /// <summary>Its name, colon, space and line's end.</summary>
    private const int PaddingOverhead = 13;

    private const string User = "ringback";

    public static SipRequest Options(SipUri uri, SipOrigin origin) =>
        Create(
            SipMethods.Options,
            uri,
            SipUri.Create(User, origin.Host),
            SipAddress.Of(uri),
            origin,
            1,
            [Contact(origin, User), new(SipHeaderNames.Accept, SdpSession.ContentType)]
        );

    /// <param name="username">Whom we claim to be, at the host that we call; null to be nobody it knows.</param>
    /// <param name="size">The least that it has, in bytes: filled up with headers that nobody need know (§8.2.2).</param>
    public static SipRequest Invite(SipUri uri, SdpSession offer, string? username, SipOrigin origin, int size = 0)
    {
        var invite = Create(
            SipMethods.Invite,
            uri,
            username is null ? SipUri.Create(User, origin.Host) : SipUri.Create(username, uri.Host),
            SipAddress.Of(uri),
            origin,
            1,
            [
                Contact(origin, User),
                new(SipHeaderNames.Allow, Allowed),
                new(SipHeaderNames.Supported, "100rel, timer"),
                new(SipHeaderNames.SessionExpires, Seconds(SessionInterval)), // who refreshes is for the peer to say
                new(SipHeaderNames.MinSessionExpires, Seconds(SessionInterval)),
                new(SipHeaderNames.ContentType, SdpSession.ContentType),
            ],
            offer.ToBytes()
        );
        while (size - invite.ToBytes().Length is > 0 and var missing)
            invite = invite.With(Padding, new string('x', Math.Clamp(missing - PaddingOverhead, 1, LongestPadding)));

        return invite;
    }

    /// <summary>A REGISTER (§10.2), or without a contact the question what is registered (§10.2.3).</summary>
    /// <param name="account">The address of record.</param>
    /// <param name="callId">The same for all of one registration, as are <paramref name="tag"/> and a growing CSeq.</param>
    /// <param name="expires">Zero to remove the contact.</param>
    public static SipRequest Register(
        SipUri account,
        SipUri? contact,
        TimeSpan expires,
        string callId,
        string tag,
        uint cseq,
        SipOrigin origin
    )
    {
        // The Request-URI is the domain alone (§10.2).
        var registrar = SipUri.Create(null, account.Host, account.Port);
        var request = Create(
            SipMethods.Register,
            origin.Over(registrar),
            account,
            SipAddress.Of(account),
            origin,
            cseq,
            contact is null
                ? []
                :
                [
                    new(SipHeaderNames.Contact, $"{SipAddress.Of(contact)};expires={Seconds(expires)}"),
                    new(SipHeaderNames.Expires, Seconds(expires)),
                ]
        );
        return request
            .Replace(SipHeaderNames.CallId, callId)
            .Replace(SipHeaderNames.From, SipAddress.Of(account, tag).ToString());
    }

    /// <summary>What a refresh of a session says beside its dialog (RFC 4028 §7.4): we go on to keep it.</summary>
    public static IEnumerable<SipHeader> SessionHeaders(SipOrigin origin, SipRefresh refresh) =>
        [
            Contact(origin, User),
            new(SipHeaderNames.Supported, "timer"),
            new(SipHeaderNames.SessionExpires, $"{Seconds(refresh.Interval)};refresher=uac"),
            new(SipHeaderNames.MinSessionExpires, Seconds(refresh.Least)),
            // INVITE says our media again.
            .. refresh.ByUpdate
                ? Array.Empty<SipHeader>()
                : [new SipHeader(SipHeaderNames.ContentType, SdpSession.ContentType)],
        ];

    private static SipHeader Contact(SipOrigin origin, string user) =>
        new(SipHeaderNames.Contact, SipAddress.Of(origin.Contact(user)).ToString());

    public static string Seconds(TimeSpan time) => ((int)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    private static SipRequest Create(
        string method,
        SipUri uri,
        SipUri from,
        SipAddress to,
        SipOrigin origin,
        uint cseq,
        IEnumerable<SipHeader> more,
        ReadOnlyMemory<byte> body = default
    ) =>
        new(
            method,
            uri,
            [
                new(SipHeaderNames.Via, origin.Via().ToString()),
                new(SipHeaderNames.MaxForwards, SipFollowUp.MaxForwards.ToString(CultureInfo.InvariantCulture)),
                new(SipHeaderNames.From, SipAddress.Of(from, SipIdentifiers.Tag()).ToString()),
                new(SipHeaderNames.To, to.ToString()),
                new(SipHeaderNames.CallId, SipIdentifiers.CallId()),
                new(SipHeaderNames.CSeq, new SipCSeq(cseq, method).ToString()),
                new(SipHeaderNames.UserAgent, Product),
                .. more,
            ],
            body
        );
}
