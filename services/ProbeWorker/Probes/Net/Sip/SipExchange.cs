using System.Net.Sockets;
using Ringback.ProbeWorker.Probes.Net.Sip.Transport;
using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Transactions;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>Drives one client transaction: does what it wants done, on a real channel and a clock.</summary>
/// <remarks>Every input is given under the agent's lock, timers included; so are the calls it makes.</remarks>
internal sealed class SipExchange : IDisposable
{
    private readonly SipClientTransaction _transaction;
    private readonly SipChannel _channel;
    private readonly SipLadder _ladder;
    private readonly TimeProvider _time;
    private readonly Lock _lock;
    private readonly List<ITimer> _timers = [];
    private readonly TaskCompletionSource<SipReceived> _final = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RealtimeStamp _receivedAt;
    private TimeSpan _sendError;
    private Exception? _failure;

    public SipExchange(
        SipRequest request,
        SipTimers timers,
        SipChannel channel,
        SipLadder ladder,
        TimeProvider time,
        Lock agentLock
    )
    {
        _transaction = SipClientTransaction.Create(request, channel.IsReliable, timers);
        (_channel, _ladder, _time, _lock) = (channel, ladder, time, agentLock);
    }

    /// <summary>Called for each response that the transaction passes up; of a 2xx to INVITE for each one that comes.</summary>
    public Action<SipReceived> OnResponse { get; init; } = _ => { };

    /// <summary>Called where no final response will come.</summary>
    public Action<Exception> OnFailure { get; init; } = _ => { };

    /// <summary>The first final response.</summary>
    /// <exception cref="SocketException">The server's host refused, or the network did.</exception>
    /// <exception cref="JudgedException">No final response came before the transaction's own time-out.</exception>
    public Task<SipReceived> Final => _final.Task;

    public SipRequest Request => _transaction.Request;

    public bool IsProceeding => _transaction.State == SipTransactionState.Proceeding;

    /// <summary>By CLOCK_REALTIME; null where the first sending failed.</summary>
    public RealtimeStamp? FirstSentAt { get; private set; }

    /// <summary>Whether the request is no longer sent again: nobody wants the answer, but a late one is still met.</summary>
    public bool IsQuiet { get; set; }

    /// <summary>Sendings of the request after the first.</summary>
    public int Retransmissions { get; private set; }

    public void Start() => Do(_transaction.Start());

    /// <returns>False where the response belongs elsewhere.</returns>
    public bool TryReceive(SipResponse response, RealtimeStamp receivedAt)
    {
        // RFC 3261 §17.1.3 asks for branch and method only; a peer that gets the Call-ID wrong answers somebody else.
        if (!_transaction.Matches(response) || response.CallId != Request.CallId)
            return false;

        _receivedAt = receivedAt;
        Do(_transaction.Receive(response));
        return true;
    }

    public void Fail(Exception failure)
    {
        _failure = failure;
        Do(_transaction.FailTransport());
    }

    public void Dispose()
    {
        foreach (var timer in _timers)
            timer.Dispose();

        _final.TrySetCanceled();
    }

    private void Do(IReadOnlyList<SipAction> actions)
    {
        foreach (var action in actions)
        {
            switch (action)
            {
                case SipAction.Send send:
                    if (!TrySend(send))
                        return;

                    break;
                case SipAction.Start start:
                    _timers.Add(_time.CreateTimer(_ => Fire(start.Timer), null, start.After, Timeout.InfiniteTimeSpan));
                    break;
                case SipAction.PassUp up:
                    PassUp(up.Response);
                    break;
                case SipAction.Finish finish:
                    Finish(finish.End);
                    break;
            }
        }
    }

    private void Fire(SipTimer timer)
    {
        lock (_lock)
        {
            if (!IsQuiet || timer is not (SipTimer.A or SipTimer.E))
                Do(_transaction.Fire(timer));
        }
    }

    private bool TrySend(SipAction.Send send)
    {
        try
        {
            _ladder.Sent(send.Request, send.IsRetransmission);
            var (sentAt, took) = _channel.Send(send.Request);
            if (FirstSentAt is null)
                (FirstSentAt, _sendError) = (sentAt, took);

            if (send.IsRetransmission && send.Request == Request)
                Retransmissions++;

            return true;
        }
        catch (Exception e) when (SipFailures.IsOfTransport(e))
        {
            Fail(e);
            return false;
        }
    }

    private void PassUp(SipResponse response)
    {
        var received = new SipReceived(response, _receivedAt, _receivedAt - (FirstSentAt ?? _receivedAt), _sendError);
        OnResponse(received);
        if (!response.IsProvisional)
            _final.TrySetResult(received);
    }

    private void Finish(SipTransactionEnd end)
    {
        foreach (var timer in _timers)
            timer.Dispose();

        if (end == SipTransactionEnd.Answered || _final.Task.IsCompleted)
            return;

        var failure = _failure ?? SipFailures.Silence(Request);
        OnFailure(failure);
        _final.TrySetException(failure);
        _ = _final.Task.Exception;
    }
}
