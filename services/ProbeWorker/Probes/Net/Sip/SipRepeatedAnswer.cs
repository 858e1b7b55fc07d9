using Ringback.Protocols.Sip;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>A final response to an INVITE of the peer: sent again until its ACK comes (RFC 3261 §13.3.1.4 and §17.2.1).</summary>
/// <remarks>A 2xx over a reliable transport too: a proxy further on may have lost it. Used under the agent's lock.</remarks>
internal sealed class SipRepeatedAnswer(SipUserAgent agent, SipRequest invite, SipResponse answer, Action onNoAck)
    : IDisposable
{
    private readonly long _started = agent.Time.GetTimestamp();
    private ITimer? _timer;
    private TimeSpan _next = agent.Timers.T1;
    private bool _isDone;

    public void Start() => Arm();

    /// <returns>Whether it is the ACK of this answer.</returns>
    public bool Acknowledge(SipRequest ack)
    {
        if (ack.CSeq?.Number != invite.CSeq?.Number)
            return false;

        Dispose();
        return true;
    }

    public void Dispose()
    {
        _isDone = true;
        _timer?.Dispose();
    }

    private void Arm()
    {
        _timer?.Dispose();
        _timer = agent.Time.CreateTimer(_ => Fire(), null, _next, Timeout.InfiniteTimeSpan);
    }

    private void Fire()
    {
        lock (agent.Lock)
        {
            if (_isDone)
                return;

            if (agent.Time.GetElapsedTime(_started) >= agent.Timers.TransactionTimeout)
            {
                Dispose();
                onNoAck();
                return;
            }

            agent.Send(answer, again: true);
            _next = _next * 2 < agent.Timers.T2 ? _next * 2 : agent.Timers.T2;
            Arm();
        }
    }
}
