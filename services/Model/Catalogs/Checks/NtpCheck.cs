using System.Text.Json.Serialization;

namespace Ringback.Model.Catalogs.Checks;

/// <summary>Asks a time server for the time (RFC 5905, client mode).</summary>
public sealed record NtpCheck : Check
{
    public const string KindName = "ntp";

    [JsonIgnore]
    public override string Kind => KindName;

    [JsonIgnore]
    public override (string Host, int Port) Server => (Host, Port);

    /// <summary>Name or address, an IPv6 one without brackets.</summary>
    public required string Host { get; init; }

    public int Port { get; init; } = 123;

    /// <summary>Degraded where |offset| exceeds this by more than its margin.</summary>
    public TimeSpan MaxOffset { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Degraded where the root distance exceeds this (RFC 5905 MAXDIST).</summary>
    public TimeSpan MaxRootDistance { get; init; } = TimeSpan.FromSeconds(1.5);
}
