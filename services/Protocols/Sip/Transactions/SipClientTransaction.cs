namespace Ringback.Protocols.Sip.Transactions;

/// <summary>One request and its responses (RFC 3261 §17.1): messages and timers go in, actions come out.</summary>
/// <remarks>No clock, no socket, no thread: whoever drives it feeds it one input at a time and does what it answers.</remarks>
public abstract class SipClientTransaction
{
    private protected static readonly IReadOnlyList<SipAction> Nothing = [];

    private readonly string _branch;

    private protected SipClientTransaction(SipRequest request, bool reliable, SipTimers timers)
    {
        _branch =
            request.Vias is [{ HasUniqueBranch: true, Branch: { } branch }, ..] && request.CSeq is not null
                ? branch
                : throw new ArgumentException(
                    "A request needs a Via with a unique branch, and a CSeq.",
                    nameof(request)
                );
        Request = request;
        IsReliable = reliable;
        Timers = timers;
    }

    public SipRequest Request { get; }

    public SipTransactionState State { get; private protected set; }

    private protected bool IsReliable { get; }

    private protected SipTimers Timers { get; }

    public static SipClientTransaction Create(SipRequest request, bool reliable, SipTimers timers) =>
        request.Method switch
        {
            SipMethods.Invite => new SipInviteTransaction(request, reliable, timers),
            SipMethods.Ack => throw new ArgumentException("An ACK has no transaction of its own.", nameof(request)),
            _ => new SipNonInviteTransaction(request, reliable, timers),
        };

    /// <summary>Whether a response belongs here: branch and method of CSeq decide, nothing else (§17.1.3).</summary>
    public bool Matches(SipResponse response) =>
        response.Vias is [{ Branch: { } branch }, ..]
        && branch.Equals(_branch, StringComparison.Ordinal)
        && response.CSeq?.Method == Request.Method;

    /// <summary>The first input, once.</summary>
    public abstract IReadOnlyList<SipAction> Start();

    /// <param name="response">One that <see cref="Matches"/>.</param>
    public abstract IReadOnlyList<SipAction> Receive(SipResponse response);

    public abstract IReadOnlyList<SipAction> Fire(SipTimer timer);

    /// <summary>The transport failed to send.</summary>
    public IReadOnlyList<SipAction> FailTransport() =>
        State == SipTransactionState.Terminated ? Nothing : Terminate(SipTransactionEnd.TransportFailed);

    private protected IReadOnlyList<SipAction> Terminate(SipTransactionEnd end)
    {
        State = SipTransactionState.Terminated;
        return [new SipAction.Finish(end)];
    }
}

public enum SipTransactionState
{
    /// <summary>Trying, for a request other than INVITE: sent, nothing came back.</summary>
    Calling,

    /// <summary>A provisional response came.</summary>
    Proceeding,

    /// <summary>A final response came, other than 2xx to INVITE.</summary>
    Completed,

    /// <summary>A 2xx to INVITE came (RFC 6026).</summary>
    Accepted,
    Terminated,
}
