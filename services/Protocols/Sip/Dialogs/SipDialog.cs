using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Ringback.Protocols.Sip.Headers;

namespace Ringback.Protocols.Sip.Dialogs;

/// <summary>What the two ends of a call know of each other, seen from ours (RFC 3261 §12). Immutable.</summary>
public sealed record SipDialog
{
    private SipDialog() { }

    public required string CallId { get; init; }

    /// <summary>From as we send it, tag included.</summary>
    public required SipAddress Local { get; init; }

    /// <summary>To as we send it, with the tag of the answer; it has none where a relic of RFC 2543 answered.</summary>
    public required SipAddress Remote { get; init; }

    /// <summary>Where requests of the dialog go in the end: the peer's Contact. An address that the peer chose.</summary>
    public required SipUri RemoteTarget { get; init; }

    /// <summary>Through which proxies, the first hop first: Record-Route, reversed.</summary>
    public required IReadOnlyList<SipAddress> RouteSet { get; init; }

    /// <summary>CSeq of the last request that we sent.</summary>
    public required uint LocalCSeq { get; init; }

    /// <summary>CSeq of the last request that the peer sent; null before the first.</summary>
    public uint? RemoteCSeq { get; init; }

    /// <summary>The URI of the next hop: the first route, or the peer itself.</summary>
    public SipUri NextHop => RouteSet.Count > 0 ? RouteSet[0].Uri : RemoteTarget;

    /// <summary>The dialog that a 1xx with a tag, or a 2xx, to our INVITE makes (§12.1.2).</summary>
    /// <returns>False where it lacks the one Contact with a SIP URI that it must have, or its Record-Route is broken.</returns>
    public static bool TryCreate(SipRequest invite, SipResponse response, [NotNullWhen(true)] out SipDialog? dialog)
    {
        dialog = null;
        if (
            invite is not { From: { } local, CallId: { } callId, CSeq: { } cseq }
            || response.To is not { } remote
            || !response.TryReadAddresses(SipHeaderNames.Contact, out var contacts)
            || contacts is not [{ Uri.IsSip: true } contact]
            || !response.TryReadAddresses(SipHeaderNames.RecordRoute, out var recorded)
            || recorded.Any(r => !r.Uri.IsSip)
        )
            return false;

        dialog = new()
        {
            CallId = callId,
            Local = local,
            Remote = remote,
            RemoteTarget = contact.Uri.WithoutHeaders(),
            RouteSet = [.. recorded.Reverse()],
            LocalCSeq = cseq.Number,
        };
        return true;
    }

    /// <summary>The dialog that our 1xx with a tag, or 2xx, to an INVITE of the peer makes (§12.1.1): it is the caller.</summary>
    /// <returns>False where the INVITE lacks the one Contact with a SIP URI that it must have, or its Record-Route is broken.</returns>
    public static bool TryAnswer(SipRequest invite, string tag, [NotNullWhen(true)] out SipDialog? dialog)
    {
        dialog = null;
        if (
            invite is not { From: { } remote, To: { } to, CallId: { } callId, CSeq: { } cseq }
            || !invite.TryReadAddresses(SipHeaderNames.Contact, out var contacts)
            || contacts is not [{ Uri.IsSip: true } contact]
            || !invite.TryReadAddresses(SipHeaderNames.RecordRoute, out var recorded)
            || recorded.Any(r => !r.Uri.IsSip)
        )
            return false;

        dialog = new()
        {
            CallId = callId,
            Local = to with { Parameters = to.Parameters.With("tag", tag) },
            Remote = remote,
            RemoteTarget = contact.Uri.WithoutHeaders(),
            RouteSet = recorded,
            LocalCSeq = 0,
            RemoteCSeq = cseq.Number,
        };
        return true;
    }

    /// <summary>The ACK for a 2xx: the INVITE's CSeq number, a transaction of its own (§13.2.2.4).</summary>
    /// <param name="via">With a fresh branch; the same ACK answers each retransmission of the 2xx.</param>
    public SipRequest CreateAck(SipRequest invite, SipVia via) =>
        Create(
            SipMethods.Ack,
            invite.CSeq!.Number,
            via,
            invite.Headers.Where(h => h.Is(SipHeaderNames.Authorization) || h.Is(SipHeaderNames.ProxyAuthorization)),
            default
        );

    /// <summary>The next request of the dialog, and the dialog after it (§12.2.1.1).</summary>
    public (SipDialog Dialog, SipRequest Request) CreateRequest(
        string method,
        SipVia via,
        IEnumerable<SipHeader>? more = null,
        ReadOnlyMemory<byte> body = default
    )
    {
        var next = this with { LocalCSeq = LocalCSeq + 1 };
        return (next, Create(method, next.LocalCSeq, via, more ?? [], body));
    }

    /// <summary>Whether a request that came to us is of this dialog (§12.2.2).</summary>
    public bool Owns(SipRequest request) =>
        request.CallId == CallId && request.To?.Tag == Local.Tag && request.From?.Tag == Remote.Tag;

    /// <summary>The dialog after a request of the peer.</summary>
    /// <returns>False where its CSeq is not above the last one's: answered with 500, it changes nothing (§12.2.2).</returns>
    public bool TryTake(SipRequest request, [NotNullWhen(true)] out SipDialog? dialog)
    {
        dialog = null;
        if (request.CSeq is not { } cseq || cseq.Number <= RemoteCSeq)
            return false;

        dialog = this with { RemoteCSeq = cseq.Number };
        return true;
    }

    /// <summary>The dialog after a request or a 2xx that may say a new address of the peer (§12.2.1.2 and §12.2.2).</summary>
    public SipDialog Refreshed(SipMessage theirs) =>
        theirs.TryReadAddresses(SipHeaderNames.Contact, out var contacts) && contacts is [{ Uri.IsSip: true } contact]
            ? this with
            {
                RemoteTarget = contact.Uri.WithoutHeaders(),
            }
            : this;

    private SipRequest Create(
        string method,
        uint cseq,
        SipVia via,
        IEnumerable<SipHeader> more,
        ReadOnlyMemory<byte> body
    )
    {
        var (uri, routes) = Route();
        List<SipHeader> headers =
        [
            new(SipHeaderNames.Via, via.ToString()),
            new(SipHeaderNames.MaxForwards, SipFollowUp.MaxForwards.ToString(CultureInfo.InvariantCulture)),
            .. routes.Select(r => new SipHeader(SipHeaderNames.Route, r.ToString())),
            new(SipHeaderNames.From, Local.ToString()),
            new(SipHeaderNames.To, Remote.ToString()),
            new(SipHeaderNames.CallId, CallId),
            new(SipHeaderNames.CSeq, new SipCSeq(cseq, method).ToString()),
            .. more,
        ];
        return new(method, uri, headers, body);
    }

    /// <summary>Loose routing, or strict routing for a first hop that knows nothing better (§12.2.1.1).</summary>
    private (SipUri Uri, IEnumerable<SipAddress> Routes) Route() =>
        RouteSet.Count == 0 || RouteSet[0].Uri.IsLooseRouter
            ? (RemoteTarget, RouteSet)
            : (RouteSet[0].Uri.WithoutHeaders(), [.. RouteSet.Skip(1), SipAddress.Of(RemoteTarget)]);
}
