namespace Ringback.Protocols.Stun;

/// <summary>When a request over UDP is sent again, and when its sender gives up (RFC 8489 §6.2.1).</summary>
/// <param name="InitialTimeout">RTO: from the first sending to the second; it doubles from then on.</param>
/// <param name="Sendings">Rc: how often the request is sent in all.</param>
/// <param name="LastWaitFactor">Rm: the wait after the last sending, in multiples of RTO.</param>
public sealed record StunRetransmission(TimeSpan InitialTimeout, int Sendings, int LastWaitFactor)
{
    /// <summary>RTO 500 ms, Rc 7, Rm 16: sent at 0, 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s, given up at 39.5 s.</summary>
    public static StunRetransmission Default { get; } = new(TimeSpan.FromMilliseconds(500), 7, 16);

    /// <summary>From each sending to the next.</summary>
    public IReadOnlyList<TimeSpan> Waits { get; } =
    [.. Enumerable.Range(0, Sendings - 1).Select(i => InitialTimeout * Math.Pow(2, i))];

    /// <summary>From the first sending until the transaction has failed.</summary>
    public TimeSpan GivesUpAfter =>
        Waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait) + (InitialTimeout * LastWaitFactor);
}
