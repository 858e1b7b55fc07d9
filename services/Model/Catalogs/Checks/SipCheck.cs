using System.Text.Json.Serialization;

namespace Ringback.Model.Catalogs.Checks;

/// <summary>Asks a SIP server with OPTIONS whether it is there (RFC 3261 §11).</summary>
public sealed record SipCheck : Check
{
    public const string KindName = "sip";

    [JsonIgnore]
    public override string Kind => KindName;

    [JsonIgnore]
    public override (string Host, int Port) Server => (Host, Port);

    /// <summary>Name or address, an IPv6 one without brackets.</summary>
    public required string Host { get; init; }

    public int Port { get; init; } = 5060;

    public SipTransport Transport { get; init; } = SipTransport.Udp;

    /// <summary>User part of the Request-URI; null to ask the server itself.</summary>
    public string? User { get; init; }

    /// <summary>Final status codes that count as up. A PBX that answers 404 to a stranger is alive; say so here.</summary>
    public IReadOnlyList<int> Status { get; init; } = [200];
}

public enum SipTransport
{
    Udp,
}
