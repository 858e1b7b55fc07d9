using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Transactions;

namespace Ringback.Tests.Unit.Protocols.Sip.Transactions;

/// <summary>Drives a transaction on a clock of its own, and keeps what it did.</summary>
internal sealed class TransactionRun
{
    private readonly SipClientTransaction _transaction;
    private readonly PriorityQueue<SipTimer, TimeSpan> _timers = new();

    public TransactionRun(SipRequest request, bool reliable)
    {
        _transaction = SipClientTransaction.Create(request, reliable, SipTimers.Default);
        Do(_transaction.Start());
    }

    public TimeSpan Now { get; private set; }

    public List<(TimeSpan At, SipRequest Request)> Sendings { get; } = [];

    public List<SipResponse> Responses { get; } = [];

    public SipTransactionEnd? End { get; private set; }

    public SipTransactionState State => _transaction.State;

    public void Receive(SipResponse response)
    {
        Assert.True(_transaction.Matches(response));
        Do(_transaction.Receive(response));
    }

    public void RunToEnd()
    {
        while (End is null)
            FireNext();
    }

    public void AdvanceTo(TimeSpan time)
    {
        while (_timers.TryPeek(out _, out var at) && at <= time)
            FireNext();

        Now = time;
    }

    private void FireNext()
    {
        Assert.True(_timers.TryDequeue(out var timer, out var at), "it waits for no timer and is not over");
        Now = at;
        Do(_transaction.Fire(timer));
    }

    private void Do(IEnumerable<SipAction> actions)
    {
        foreach (var action in actions)
        {
            switch (action)
            {
                case SipAction.Send send:
                    Assert.Equal(Sendings.Any(s => s.Request == send.Request), send.IsRetransmission);
                    Sendings.Add((Now, send.Request));
                    break;
                case SipAction.Start start:
                    _timers.Enqueue(start.Timer, Now + start.After);
                    break;
                case SipAction.PassUp up:
                    Responses.Add(up.Response);
                    break;
                case SipAction.Finish finish:
                    Assert.Null(End);
                    End = finish.End;
                    break;
            }
        }
    }
}
