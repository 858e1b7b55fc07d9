namespace Ringback.Protocols.Sip.Transactions;

/// <summary>The base intervals of RFC 3261 §17.1.1.1; all timers follow from them.</summary>
/// <param name="T1">Estimate of the round-trip time.</param>
/// <param name="T2">The longest interval between retransmissions of a request other than INVITE, or of a response to INVITE.</param>
/// <param name="T4">How long a message can stay in the network.</param>
public sealed record SipTimers(TimeSpan T1, TimeSpan T2, TimeSpan T4)
{
    public static SipTimers Default { get; } =
        new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5));

    /// <summary>How long a client waits for any answer (timers B and F), and how long a 2xx may come again.</summary>
    public TimeSpan TransactionTimeout => 64 * T1;

    /// <summary>Timer D over an unreliable transport: how long a final response other than 2xx may come again.</summary>
    public TimeSpan InviteCompleted =>
        TransactionTimeout > TimeSpan.FromSeconds(32) ? TransactionTimeout : TimeSpan.FromSeconds(32);
}
