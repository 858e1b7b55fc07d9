namespace Ringback.Protocols.Sip.Transactions;

/// <summary>The timers of client transactions, by their letters in RFC 3261 §17.1 and RFC 6026.</summary>
public enum SipTimer
{
    /// <summary>INVITE is sent again.</summary>
    A,

    /// <summary>INVITE gets no answer.</summary>
    B,

    /// <summary>Final responses to INVITE other than 2xx may come again until then.</summary>
    D,

    /// <summary>Another request is sent again.</summary>
    E,

    /// <summary>Another request gets no final answer.</summary>
    F,

    /// <summary>Final responses to another request may come again until then.</summary>
    K,

    /// <summary>2xx to INVITE may come again until then (RFC 6026 §7.2).</summary>
    M,
}
