using System.Text.Json.Serialization;
using Ringback.Model.Catalogs.Checks.Http;

namespace Ringback.Model.Catalogs.Checks;

/// <summary>Opens a WebSocket, takes its first message, pings it, and may hold it open.</summary>
public sealed record WebSocketCheck : Check
{
    public const string KindName = "websocket";

    [JsonIgnore]
    public override string Kind => KindName;

    [JsonIgnore]
    public override (string Host, int Port) Server => (ServerUrl.DnsSafeHost, ServerUrl.Port);

    [JsonIgnore]
    public override bool IsDatagram => false;

    /// <summary>Absolute, scheme <c>wss</c> or <c>ws</c>; path and query may hold <c>{{name}}</c> of a secret.</summary>
    public required string Url { get; init; }

    [JsonIgnore]
    public Uri ServerUrl => new(Placeholders.Fill(Url, _ => "x"));

    /// <summary>The one that is offered and must be chosen; null to offer none.</summary>
    public string? Subprotocol { get; init; }

    /// <summary>Null for the server itself.</summary>
    public string? Origin { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Named secrets that URL, headers and message may hold as <c>{{name}}</c>.</summary>
    public IReadOnlyDictionary<string, SecretReference> Secrets { get; init; } =
        new Dictionary<string, SecretReference>();

    /// <summary>The text message that is sent once it is open; null for none.</summary>
    public string? Send { get; init; }

    /// <summary>Whether a message must come, and what it must hold; null to wait for none.</summary>
    public TextExpectation? Message { get; init; }

    /// <summary>Whether a ping must come back.</summary>
    public bool Ping { get; init; } = true;

    /// <summary>For how long it must stay open; zero to close it at once.</summary>
    public TimeSpan Hold { get; init; }

    /// <summary>Between the pings of a held session.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Degraded where a held session breaks more often; each time it is opened again.</summary>
    public int MostDrops { get; init; }

    public IpFamily Family { get; init; }

    public TlsSettings Tls { get; init; } = new();

    /// <summary>Longest that a phase may take before the run is degraded, by its name in <see cref="Results.PhaseNames"/>.</summary>
    public IReadOnlyDictionary<string, TimeSpan> PhaseLimits { get; init; } = new Dictionary<string, TimeSpan>();
}
