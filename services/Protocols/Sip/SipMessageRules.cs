using Ringback.Protocols.Sip.Headers;

namespace Ringback.Protocols.Sip;

/// <summary>What a well-formed message must keep before a transaction may take it.</summary>
public static class SipMessageRules
{
    private static readonly string[] Mandatory =
    [
        SipHeaderNames.Via,
        SipHeaderNames.From,
        SipHeaderNames.To,
        SipHeaderNames.CallId,
        SipHeaderNames.CSeq,
    ];

    private static readonly string[] Single =
    [
        SipHeaderNames.From,
        SipHeaderNames.To,
        SipHeaderNames.CallId,
        SipHeaderNames.CSeq,
        SipHeaderNames.MaxForwards,
        SipHeaderNames.ContentType,
        SipHeaderNames.Date,
        SipHeaderNames.Expires,
        SipHeaderNames.RetryAfter,
    ];

    /// <summary>The first broken rule of RFC 3261 §7.3.1, §8.1.1 and §8.1.1.5 that holds for requests and responses.</summary>
    public static SipFault FindFault(SipMessage message)
    {
        foreach (var name in Mandatory)
        {
            if (message.First(name) is null)
                return new(SipFaultKind.MissingHeader, name);
        }

        foreach (var name in Single)
        {
            if (message.All(name).Skip(1).Any())
                return new(SipFaultKind.RepeatedHeader, name);
        }

        return message is SipRequest request && request.CSeq?.Method != request.Method
            ? new(SipFaultKind.MethodMismatch, SipHeaderNames.CSeq)
            : SipFault.None;
    }

    /// <summary>The same, and what more a client asks of a response that reaches it (RFC 3261 §8.1.3.3).</summary>
    public static SipFault FindFaultAtClient(SipResponse response) =>
        FindFault(response) is { Kind: not SipFaultKind.None } fault ? fault
        : response.Vias.Count > 1 ? new(SipFaultKind.ExtraVia, SipHeaderNames.Via)
        : SipFault.None;

    /// <summary>The first header, of those whose grammar the parser leaves alone, that breaks it.</summary>
    /// <remarks>
    /// Apart from the parser, because a peer whose Date is odd has answered all the same: RFC 3261 §16.3 asks that what
    /// an element does not need be left unread.
    /// </remarks>
    public static SipFault FindGrammarFault(SipMessage message)
    {
        foreach (var header in message.Headers)
        {
            if (!SipHeaderGrammar.IsValid(header))
                return new(SipFaultKind.HeaderValue, header.Name);
        }

        return SipFault.None;
    }
}
