namespace Ringback.Protocols.Sip;

/// <summary>What is wrong with a message, and in which header where it is in one.</summary>
public readonly record struct SipFault(SipFaultKind Kind, string? Header = null)
{
    public static SipFault None => default;

    public override string ToString() => Header is null ? $"{Kind}" : $"{Kind} {Header}";
}

/// <summary>The closed list of faults: first those that the parser finds, then those of the layers above it.</summary>
public enum SipFaultKind
{
    None,

    // Of the framing: what follows cannot be trusted to be where it seems.

    /// <summary>Longer than a datagram can be, or with more headers than <see cref="SipMessage.MaxHeaders"/>.</summary>
    TooLarge,

    /// <summary>The head is no UTF-8 (RFC 3261 §7).</summary>
    NotUtf8,

    /// <summary>The empty line after the headers is missing.</summary>
    Unterminated,
    StartLine,

    /// <summary>Well-formed, but of another version of SIP: 505.</summary>
    Version,
    RequestUri,
    StatusCode,

    /// <summary>A line that is no header: no colon, no token before it, a bare CR, LF or other control character.</summary>
    HeaderLine,

    /// <summary>No number, or several different ones.</summary>
    ContentLength,

    /// <summary>The datagram ends before the body that Content-Length promises (RFC 3261 §18.3).</summary>
    Truncated,

    /// <summary>A header that is there breaks its grammar.</summary>
    HeaderValue,

    // Of a well-formed message: what a transaction or an application refuses.

    /// <summary>Via, From, To, Call-ID, CSeq or, in a request since RFC 3261, Max-Forwards is not there.</summary>
    MissingHeader,

    /// <summary>A header that may stand once stands more often.</summary>
    RepeatedHeader,

    /// <summary>CSeq names another method than the start line.</summary>
    MethodMismatch,

    /// <summary>A response that has more than one Via when it reaches a client was meant for another (RFC 3261 §8.1.3.3).</summary>
    ExtraVia,
}
