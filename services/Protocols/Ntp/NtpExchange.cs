namespace Ringback.Protocols.Ntp;

/// <summary>The four timestamps of one client–server exchange, and what follows from them.</summary>
/// <param name="Sent">T1: the client's clock when the request left.</param>
/// <param name="ServerReceived">T2: the server's clock when the request arrived.</param>
/// <param name="ServerSent">T3: the server's clock when the reply left.</param>
/// <param name="Received">T4: the client's clock when the reply arrived.</param>
public readonly record struct NtpExchange(
    NtpTimestamp Sent,
    NtpTimestamp ServerReceived,
    NtpTimestamp ServerSent,
    NtpTimestamp Received
)
{
    /// <summary>θ: how far the server's clock is ahead of ours. Wrong by at most half of <see cref="Delay"/>.</summary>
    /// <remarks>RFC 5905 §8: θ = ½ [(T2 − T1) + (T3 − T4)].</remarks>
    public TimeSpan Offset => new(((ServerReceived - Sent) + (ServerSent - Received)).Ticks / 2);

    /// <summary>δ: round-trip time on the network, without the time the server held the request.</summary>
    /// <remarks>RFC 5905 §8: δ = (T4 − T1) − (T3 − T2). Negative where a clock stepped, or by its granularity.</remarks>
    public TimeSpan Delay => (Received - Sent) - ServerHeld;

    /// <summary>How long the request was with the server, as the server tells it.</summary>
    public TimeSpan ServerHeld => ServerSent - ServerReceived;
}
