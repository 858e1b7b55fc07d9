using System.Text.Json.Serialization;

namespace Ringback.Model.Catalogs.Checks;

/// <summary>Opens a TCP connection, and looks at what the server says where it is to say something.</summary>
public sealed record TcpCheck : Check
{
    public const string KindName = "tcp";

    /// <summary>What a server says is read no further.</summary>
    public const int MaxRead = 16 * 1024;

    [JsonIgnore]
    public override string Kind => KindName;

    [JsonIgnore]
    public override (string Host, int Port) Server => (Host, Port);

    [JsonIgnore]
    public override bool IsDatagram => false;

    /// <summary>Name or address, an IPv6 one without brackets.</summary>
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>Whether TLS begins at once.</summary>
    public bool OverTls { get; init; }

    public TlsSettings Tls { get; init; } = new();

    /// <summary>Sent once connected, in UTF-8; null to wait for the server.</summary>
    public string? Send { get; init; }

    /// <summary>Text that the server must say; null for none.</summary>
    public string? Contains { get; init; }

    /// <summary>Regular expression that what the server says must match; null for none. It never goes back, so it always ends.</summary>
    public string? Matches { get; init; }

    /// <summary>Most bytes in which it must be found.</summary>
    public int ReadLimit { get; init; } = 4096;

    /// <summary>Degraded where connecting takes longer.</summary>
    public TimeSpan? ConnectTime { get; init; }
}
