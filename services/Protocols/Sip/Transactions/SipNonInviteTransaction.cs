namespace Ringback.Protocols.Sip.Transactions;

/// <summary>The client transaction of every request but INVITE and ACK (RFC 3261 §17.1.2).</summary>
public sealed class SipNonInviteTransaction(SipRequest request, bool reliable, SipTimers timers)
    : SipClientTransaction(request, reliable, timers)
{
    private TimeSpan _nextE = timers.T1;

    public override IReadOnlyList<SipAction> Start() =>
        IsReliable
            ? [new SipAction.Send(Request, false), new SipAction.Start(SipTimer.F, Timers.TransactionTimeout)]
            :
            [
                new SipAction.Send(Request, false),
                new SipAction.Start(SipTimer.E, _nextE),
                new SipAction.Start(SipTimer.F, Timers.TransactionTimeout),
            ];

    public override IReadOnlyList<SipAction> Receive(SipResponse response)
    {
        if (State is not (SipTransactionState.Calling or SipTransactionState.Proceeding))
            return Nothing;

        if (response.IsProvisional)
        {
            State = SipTransactionState.Proceeding;
            return [new SipAction.PassUp(response)];
        }

        State = SipTransactionState.Completed;
        var linger = IsReliable ? TimeSpan.Zero : Timers.T4;
        return [new SipAction.PassUp(response), new SipAction.Start(SipTimer.K, linger)];
    }

    public override IReadOnlyList<SipAction> Fire(SipTimer timer)
    {
        switch (State, timer)
        {
            case (SipTransactionState.Calling, SipTimer.E):
                _nextE = _nextE * 2 < Timers.T2 ? _nextE * 2 : Timers.T2;
                return [new SipAction.Send(Request, true), new SipAction.Start(SipTimer.E, _nextE)];
            case (SipTransactionState.Proceeding, SipTimer.E):
                return [new SipAction.Send(Request, true), new SipAction.Start(SipTimer.E, Timers.T2)];
            case (SipTransactionState.Calling or SipTransactionState.Proceeding, SipTimer.F):
                return Terminate(SipTransactionEnd.TimedOut);
            case (SipTransactionState.Completed, SipTimer.K):
                return Terminate(SipTransactionEnd.Answered);
            default:
                return Nothing;
        }
    }
}
