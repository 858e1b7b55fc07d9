using Ringback.Protocols.Sip.Dialogs;

namespace Ringback.Protocols.Sip.Transactions;

/// <summary>The INVITE client transaction: RFC 3261 §17.1.1, with the state Accepted of RFC 6026 §7.2.</summary>
/// <remarks>It acknowledges final responses other than 2xx itself. Every 2xx goes up: the ACK for it is its user's.</remarks>
public sealed class SipInviteTransaction(SipRequest invite, bool reliable, SipTimers timers)
    : SipClientTransaction(invite, reliable, timers)
{
    private TimeSpan _nextA = timers.T1;
    private SipRequest? _ack;

    public override IReadOnlyList<SipAction> Start() =>
        IsReliable
            ? [new SipAction.Send(Request, false), new SipAction.Start(SipTimer.B, Timers.TransactionTimeout)]
            :
            [
                new SipAction.Send(Request, false),
                new SipAction.Start(SipTimer.A, _nextA),
                new SipAction.Start(SipTimer.B, Timers.TransactionTimeout),
            ];

    public override IReadOnlyList<SipAction> Receive(SipResponse response) =>
        State switch
        {
            SipTransactionState.Calling or SipTransactionState.Proceeding when response.IsProvisional => Proceed(
                response
            ),
            SipTransactionState.Calling or SipTransactionState.Proceeding when response.IsSuccess => Accept(response),
            SipTransactionState.Calling or SipTransactionState.Proceeding => Complete(response),
            SipTransactionState.Accepted when response.IsSuccess => [new SipAction.PassUp(response)],
            SipTransactionState.Completed when response.Status >= 300 => [new SipAction.Send(_ack!, true)],
            _ => Nothing,
        };

    public override IReadOnlyList<SipAction> Fire(SipTimer timer)
    {
        switch (State, timer)
        {
            case (SipTransactionState.Calling, SipTimer.A):
                _nextA *= 2;
                return [new SipAction.Send(Request, true), new SipAction.Start(SipTimer.A, _nextA)];
            case (SipTransactionState.Calling, SipTimer.B):
                return Terminate(SipTransactionEnd.TimedOut);
            case (SipTransactionState.Completed, SipTimer.D):
            case (SipTransactionState.Accepted, SipTimer.M):
                return Terminate(SipTransactionEnd.Answered);
            default:
                return Nothing;
        }
    }

    private IReadOnlyList<SipAction> Proceed(SipResponse response)
    {
        State = SipTransactionState.Proceeding;
        return [new SipAction.PassUp(response)];
    }

    private IReadOnlyList<SipAction> Accept(SipResponse response)
    {
        State = SipTransactionState.Accepted;
        return [new SipAction.PassUp(response), new SipAction.Start(SipTimer.M, Timers.TransactionTimeout)];
    }

    private IReadOnlyList<SipAction> Complete(SipResponse response)
    {
        State = SipTransactionState.Completed;
        _ack = SipFollowUp.AcknowledgeFailure(Request, response);
        var linger = IsReliable ? TimeSpan.Zero : Timers.InviteCompleted;
        return
        [
            new SipAction.Send(_ack, false),
            new SipAction.PassUp(response),
            new SipAction.Start(SipTimer.D, linger),
        ];
    }
}
