using System.Globalization;
using Ringback.Protocols.Sip.Headers;

namespace Ringback.Protocols.Sip.Dialogs;

/// <summary>Requests that are made out of an earlier one, before or without a dialog.</summary>
public static class SipFollowUp
{
    /// <summary>What each request leaves with (RFC 3261 §8.1.1.6).</summary>
    public const int MaxForwards = 70;

    /// <summary>The ACK for a final response other than 2xx: of the INVITE's transaction, so with its Via (§17.1.1.3).</summary>
    public static SipRequest AcknowledgeFailure(SipRequest invite, SipResponse response) =>
        Follow(invite, SipMethods.Ack, response.First(SipHeaderNames.To) ?? "");

    /// <summary>Takes back an INVITE that got a provisional response and no final one (§9.1).</summary>
    public static SipRequest Cancel(SipRequest invite) =>
        Follow(invite, SipMethods.Cancel, invite.First(SipHeaderNames.To) ?? "");

    /// <summary>The request once more, to be changed: a new transaction with the next CSeq (§8.1.3.5).</summary>
    public static SipRequest Repeat(SipRequest request, SipVia via) =>
        request
            .Replace(SipHeaderNames.Via, via.ToString())
            .Replace(SipHeaderNames.CSeq, new SipCSeq(request.CSeq!.Number + 1, request.Method).ToString());

    private static SipRequest Follow(SipRequest invite, string method, string to)
    {
        var headers = new List<SipHeader>
        {
            new(SipHeaderNames.Via, invite.Vias[0].ToString()),
            new(SipHeaderNames.MaxForwards, MaxForwards.ToString(CultureInfo.InvariantCulture)),
            new(SipHeaderNames.From, invite.First(SipHeaderNames.From) ?? ""),
            new(SipHeaderNames.To, to),
            new(SipHeaderNames.CallId, invite.CallId ?? ""),
            new(SipHeaderNames.CSeq, new SipCSeq(invite.CSeq!.Number, method).ToString()),
        };
        headers.AddRange(invite.Headers.Where(h => h.Is(SipHeaderNames.Route)));
        return new(method, invite.Uri, headers);
    }
}
