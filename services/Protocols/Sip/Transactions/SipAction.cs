namespace Ringback.Protocols.Sip.Transactions;

/// <summary>What a transaction wants done, in the order of its list.</summary>
public abstract record SipAction
{
    private SipAction() { }

    /// <summary>Send it to the peer of the transaction.</summary>
    /// <param name="IsRetransmission">Whether the same request was sent before.</param>
    public sealed record Send(SipRequest Request, bool IsRetransmission) : SipAction;

    /// <summary>Call back once <paramref name="After"/> has passed. A timer that fires late or needlessly does no harm.</summary>
    public sealed record Start(SipTimer Timer, TimeSpan After) : SipAction;

    /// <summary>Hand the response to the user of the transaction.</summary>
    public sealed record PassUp(SipResponse Response) : SipAction;

    /// <summary>The transaction is over; nothing goes in or comes out of it any more.</summary>
    public sealed record Finish(SipTransactionEnd End) : SipAction;
}

public enum SipTransactionEnd
{
    /// <summary>A final response came, and the time in which it could come again is over.</summary>
    Answered,

    /// <summary>No final response came in time: to its user the same as a 408 (RFC 3261 §8.1.3.1).</summary>
    TimedOut,

    /// <summary>The transport could not send: the same as a 503.</summary>
    TransportFailed,
}
