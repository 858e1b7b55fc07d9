using System.Globalization;
using Ringback.ProbeWorker.Probes.Net.Sip.Transport;
using Ringback.Protocols.Sdp;
using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Headers;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>What we answer to requests of the peer (RFC 3261 §8.2 and §12.2.2).</summary>
internal static class SipServerAnswers
{
    /// <summary>Extensions that a peer may require of us (RFC 3262, RFC 4028).</summary>
    private static readonly string[] Understood = ["100rel", "timer"];

    private static readonly string[] Methods = SipOutbound.Allowed.Split(", ");

    /// <summary>The answer to a request that is none of a call that we take: of a stranger, or to end or change one.</summary>
    /// <param name="isOfCall">Whether it belongs to a call.</param>
    /// <param name="isInOrder">Whether its CSeq is above the last one of its dialog.</param>
    public static SipResponse Answer(SipRequest request, bool isOfCall, bool isInOrder, string tag)
    {
        if (FindRefusal(request, tag) is { } refusal)
            return refusal;

        var isInDialog = request.To?.Tag is not null;
        return (request.Method, isInDialog, isOfCall) switch
        {
            (_, true, true) when !isInOrder => Refuse(request, 500, "Out Of Order", tag),
            (SipMethods.Options, _, _) => Plain(request, 200, "OK", tag),
            (SipMethods.Bye, true, true) => Plain(request, 200, "OK", tag),
            (SipMethods.Invite, false, _) => Refuse(request, 486, "Busy Here", tag),
            (_, true, true) => Refuse(request, 501, "Not Implemented", tag),
            _ => Refuse(request, 481, "Call/Transaction Does Not Exist", tag),
        };
    }

    /// <summary>What a request is refused for before anybody looks for its call, in the order of RFC 3261 §8.2.</summary>
    /// <returns>Null for a request that may be taken.</returns>
    public static SipResponse? FindRefusal(SipRequest request, string tag)
    {
        var fault = SipMessageRules.FindFault(request);
        if (fault != SipFault.None)
            return SipResponse.Answering(request, 400, $"Bad Request: {fault}", tag);

        if (request.To?.Tag is null && !Methods.Contains(request.Method))
            return Refuse(request, 405, "Method Not Allowed", tag);

        if (!request.Uri.IsSip)
            return SipResponse.Answering(request, 416, "Unsupported URI Scheme", tag);

        if (request.Method == SipMethods.Cancel)
            return null;

        var unknown = Required(request).Except(Understood, StringComparer.OrdinalIgnoreCase).ToList();
        if (unknown.Count > 0)
        {
            SipHeader unsupported = new(SipHeaderNames.Unsupported, string.Join(", ", unknown));
            return SipResponse.Answering(request, 420, "Bad Extension", tag, [unsupported]);
        }

        return request.Method is SipMethods.Invite or SipMethods.Update ? FindRefusalOfSession(request, tag) : null;
    }

    /// <summary>We read and write session descriptions and nothing else (§8.2.3, §20.1).</summary>
    private static SipResponse? FindRefusalOfSession(SipRequest request, string tag)
    {
        SipHeader ours = new(SipHeaderNames.Accept, SdpSession.ContentType);
        if (!request.Body.IsEmpty && !IsSession(request.First(SipHeaderNames.ContentType)))
            return SipResponse.Answering(request, 415, "Unsupported Media Type", tag, [ours]);

        var accepted = Tokens(request, SipHeaderNames.Accept).ToList();
        return accepted.Count > 0 && !accepted.Exists(type => IsSession(type) || IsAny(type))
            ? SipResponse.Answering(request, 406, "Not Acceptable", tag, [ours])
            : null;
    }

    private static bool IsSession(string? type) =>
        TypeOf(type).Equals(SdpSession.ContentType, StringComparison.OrdinalIgnoreCase);

    private static bool IsAny(string type) => TypeOf(type) is "*/*" or "application/*";

    private static string TypeOf(string? type) => type?.Split(';')[0].Trim() ?? "";

    public static SipResponse Refuse(SipRequest request, int status, string reason, string tag) =>
        Plain(request, status, reason, tag);

    /// <summary>200 to an INVITE or UPDATE, or 180, with what makes or keeps a dialog.</summary>
    /// <param name="session">Null to say nothing of media.</param>
    public static SipResponse Accept(
        SipRequest request,
        SipOrigin origin,
        string tag,
        SdpSession? session,
        int status = 200,
        string reason = "OK"
    )
    {
        List<SipHeader> more =
        [
            new(SipHeaderNames.Contact, SipAddress.Of(origin.Contact("ringback")).ToString()),
            new(SipHeaderNames.Allow, SipOutbound.Allowed),
        ];

        // Who asks says who keeps the session alive; where it leaves that to us, it is the caller (RFC 4028 §9).
        if (status == 200 && SipSessionExpires.Of(request) is { } asked && Supports(request, "timer"))
        {
            more.Add(new(SipHeaderNames.Require, "timer"));
            more.Add(
                new(
                    SipHeaderNames.SessionExpires,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{asked.Interval.TotalSeconds:0};refresher={(asked.Refresher == "uas" ? "uas" : "uac")}"
                    )
                )
            );
        }

        if (session is not null)
            more.Add(new(SipHeaderNames.ContentType, SdpSession.ContentType));

        return SipResponse.Answering(request, status, reason, tag, more, session?.ToBytes() ?? default);
    }

    /// <summary>Whether provisional responses to it must be acknowledged (RFC 3262 §3).</summary>
    public static bool RequiresReliableProvisionals(SipRequest request) =>
        Required(request).Contains("100rel", StringComparer.OrdinalIgnoreCase);

    private static SipResponse Plain(SipRequest request, int status, string reason, string tag) =>
        SipResponse.Answering(request, status, reason, tag, [new(SipHeaderNames.Allow, SipOutbound.Allowed)]);

    private static IEnumerable<string> Required(SipRequest request) => Tokens(request, SipHeaderNames.Require);

    private static bool Supports(SipRequest request, string extension) =>
        Tokens(request, SipHeaderNames.Supported).Contains(extension, StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> Tokens(SipRequest request, string header) =>
        request.All(header).SelectMany(v => v.Split(',')).Select(t => t.Trim()).Where(t => t.Length > 0);
}
