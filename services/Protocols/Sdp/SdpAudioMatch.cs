namespace Ringback.Protocols.Sdp;

/// <summary>What came of an offer.</summary>
public readonly record struct SdpAudioMatch(SdpAudioRefusal Refusal)
{
    /// <summary>Null if and only if there is a refusal.</summary>
    public SdpNegotiatedAudio? Audio { get; init; }
}

/// <summary>The audio stream that both ends agreed to.</summary>
/// <param name="Connection">Where to send: an address that the peer chose.</param>
/// <param name="Port">Where to send RTP, 1 to 65535.</param>
/// <param name="Coding">The answer's most preferred one that was offered, with the payload type to send it by.</param>
/// <param name="PacketTime">Null where neither end said.</param>
/// <param name="Direction">As the peer wrote it: <see cref="SdpDirection.SendOnly"/> means that it will not listen.</param>
public sealed record SdpNegotiatedAudio(
    SdpConnection Connection,
    int Port,
    SdpRtpMap Coding,
    TimeSpan? PacketTime,
    SdpDirection Direction
);

/// <summary>Why an answer gives no audio.</summary>
public enum SdpAudioRefusal
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
