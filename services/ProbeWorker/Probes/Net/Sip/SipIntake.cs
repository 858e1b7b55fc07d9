using Ringback.Protocols.Sip;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>Gives each request of the peer to the call that it is of, or to whoever waits for one, and answers the rest.</summary>
/// <remarks>Used under the agent's lock.</remarks>
/// <param name="calls">The agent's: one that comes in is added.</param>
internal sealed class SipIntake(SipUserAgent agent, List<SipCallLeg> calls)
{
    private readonly SipAnswerCache _answered = new();
    private readonly string _tag = SipIdentifiers.Tag();

    /// <summary>The longest first.</summary>
    private readonly List<SipCallWaiter> _waiters = [];
    private bool _isClosed;

    /// <inheritdoc cref="SipUserAgent.NextCallAsync"/>
    /// <remarks>No lock is needed.</remarks>
    public async Task<SipIncomingCall> WaitAsync(Func<SipRequest, bool> isWanted, CancellationToken deadline)
    {
        var waiter = new SipCallWaiter(isWanted);
        lock (agent.Lock)
            _waiters.Add(waiter);

        try
        {
            return await waiter.Call.Task.WaitAsync(deadline);
        }
        catch
        {
            lock (agent.Lock)
            {
                _waiters.Remove(waiter);
                if (waiter.Call.Task is { IsCompletedSuccessfully: true, Result: var missed })
                    missed.GiveUp();
            }

            throw;
        }
    }

    /// <summary>From now on no new call is taken; those there are go on to their end.</summary>
    public void Close() => _isClosed = true;

    /// <summary>What a repetition of the request gets.</summary>
    public void Remember(SipRequest request, SipResponse answer) => _answered.Add(request, answer);

    public void Take(SipRequest request, RealtimeStamp receivedAt)
    {
        var call = calls.Find(c => c.Owns(request));
        if (request.Method == SipMethods.Ack)
        {
            call?.Acknowledge(request);
            return;
        }

        if (_answered.Find(request) is { } before)
        {
            agent.Send(before, again: true);
            return;
        }

        if (!_isClosed && TryTakeCall(request, receivedAt))
            return;

        if (
            request.Method == SipMethods.Cancel
            && calls.OfType<SipIncomingCall>().FirstOrDefault(c => c.IsCancelledBy(request)) is { } cancelled
        )
        {
            agent.Reply(request, SipServerAnswers.Refuse(request, 200, "OK", _tag));
            cancelled.Cancel();
            return;
        }

        var isInOrder = call?.TryTake(request) ?? false;
        var isRefresh = request.Method is SipMethods.Invite or SipMethods.Update && request.To?.Tag is not null;
        var answer =
            call is not null && isInOrder && isRefresh
                ? SipServerAnswers.FindRefusal(request, _tag) ?? call.Refresh(request, _tag)
                : SipServerAnswers.Answer(request, call is not null, isInOrder, _tag);
        agent.Reply(request, answer);
        if (request.Method == SipMethods.Bye && answer.IsSuccess)
            call?.HangUpByPeer();
    }

    private bool TryTakeCall(SipRequest request, RealtimeStamp receivedAt)
    {
        if (
            request.Method != SipMethods.Invite
            || request.To?.Tag is not null
            || SipServerAnswers.FindRefusal(request, _tag) is not null
            || _waiters.Find(w => w.IsWanted(request)) is not { } waiter
        )
            return false;

        _waiters.Remove(waiter);
        var call = new SipIncomingCall(agent, request, receivedAt, null);
        calls.Add(call);
        agent.Reply(request, SipResponse.Answering(request, 100, "Trying", null));
        waiter.Call.TrySetResult(call);
        return true;
    }
}
