using System.Text.Json.Serialization;

namespace Ringback.Model.Catalogs.Checks;

/// <summary>Takes a STUN binding, then an allocation, and sends data through the relay and back (RFC 8489, RFC 8656).</summary>
public sealed record TurnCheck : Check
{
    public const string KindName = "turn";

    [JsonIgnore]
    public override string Kind => KindName;

    [JsonIgnore]
    public override (string Host, int Port) Server => (Host, Port);

    /// <summary>Name or address, an IPv6 one without brackets.</summary>
    public required string Host { get; init; }

    public int Port { get; init; } = 3478;

    public TurnTransport Transport { get; init; } = TurnTransport.Udp;

    /// <summary>Where <see cref="Transport"/> is over TLS.</summary>
    public TlsSettings Tls { get; init; } = new();

    /// <summary>Long-term credential; null to take the binding alone.</summary>
    public Credential? Credential { get; init; }

    /// <summary>How many datagrams go through the relay.</summary>
    public int RelayPackets { get; init; } = 10;

    /// <summary>Of <c>turn:</c> and <c>turns:</c> (RFC 7065).</summary>
    public static int UsualPort(TurnTransport transport) => transport == TurnTransport.Tls ? 5349 : 3478;
}

/// <summary>What the client speaks to the server over; data is relayed to UDP in any case.</summary>
public enum TurnTransport
{
    Udp,
    Tcp,
    Tls,
}
