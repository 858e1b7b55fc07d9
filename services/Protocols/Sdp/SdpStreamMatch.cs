namespace Ringback.Protocols.Sdp;

/// <summary>What came of an offer.</summary>
public readonly record struct SdpStreamMatch(SdpStreamRefusal Refusal)
{
    /// <summary>Null if and only if there is a refusal.</summary>
    public SdpNegotiatedStream? Stream { get; init; }
}

/// <summary>The stream that both ends agreed to.</summary>
/// <param name="Connection">Where to send: an address that the peer chose.</param>
/// <param name="Port">Where to send RTP, 1 to 65535.</param>
/// <param name="Coding">The answer's most preferred one that was offered, with the payload type to send it by.</param>
/// <param name="PacketTime">Null where neither end said.</param>
/// <param name="Direction">As the peer wrote it: <see cref="SdpDirection.SendOnly"/> means that it will not listen.</param>
public sealed record SdpNegotiatedStream(
    SdpConnection Connection,
    int Port,
    SdpRtpMap Coding,
    TimeSpan? PacketTime,
    SdpDirection Direction
)
{
    /// <summary>What <c>a=fmtp</c> says of the coding; null for nothing.</summary>
    public string? FormatParameters { get; init; }

    /// <summary>Telephone events (RFC 4733), with the payload type to send them by; null where they were not agreed.</summary>
    public SdpRtpMap? Events { get; init; }

    /// <summary>Where the peer listens for RTCP: <see cref="Port"/> itself where both share it (RFC 5761).</summary>
    public int RtcpPort { get; init; } = Port;

    public bool IsRtcpMultiplexed => RtcpPort == Port;
}

/// <summary>Why an answer gives no stream.</summary>
public enum SdpStreamRefusal
{
    None,

    /// <summary>Not as many streams as were offered: the answer breaks RFC 3264 §6.</summary>
    MediaCount,

    /// <summary>Another kind of media or transport than was offered: the same.</summary>
    MediaKind,

    /// <summary>Port 0.</summary>
    Refused,

    /// <summary>No <c>c=</c> line says where to send.</summary>
    NoAddress,
    NoCommonCoding,
}
