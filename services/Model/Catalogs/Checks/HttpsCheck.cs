using System.Text.Json.Serialization;

namespace Ringback.Model.Catalogs.Checks;

/// <summary>Fetches a page over a fresh connection.</summary>
public sealed record HttpsCheck : Check
{
    public const string KindName = "https";

    [JsonIgnore]
    public override string Kind => KindName;

    [JsonIgnore]
    public override (string Host, int Port) Server => (Url.DnsSafeHost, Url.Port);

    [JsonIgnore]
    public override bool IsDatagram => false;

    /// <summary>Absolute, scheme <c>https</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>Status codes that count as up.</summary>
    public IReadOnlyList<int> Status { get; init; } = [200];

    /// <summary>Text that the first MiB of the body must contain; null for any body.</summary>
    public string? Contains { get; init; }

    public TlsSettings Tls { get; init; } = new();
}
