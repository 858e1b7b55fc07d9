using System.Text.Json.Serialization;

namespace Ringback.Model.Catalogs.Checks;

/// <summary>Asks a time server for the time (RFC 5905, client mode).</summary>
public sealed record NtpCheck : Check
{
    public const string KindName = "ntp";
    public const int MostSamples = 8;
    public const int UsualNtsPort = 4460;

    [JsonIgnore]
    public override string Kind => KindName;

    [JsonIgnore]
    public override (string Host, int Port) Server => (Host, Port);

    /// <summary>Whom a run asks first, and who may ask it to stay away.</summary>
    [JsonIgnore]
    public (string Host, int Port) Asked => (Host, Nts ? NtsPort : Port);

    /// <summary>What one request a run may take from the limit.</summary>
    [JsonIgnore]
    public override TimeSpan LeastInterval => RateLimit ? TimeSpan.FromSeconds(16) : TimeSpan.Zero;

    /// <summary>Name or address, an IPv6 one without brackets.</summary>
    public required string Host { get; init; }

    /// <summary>UDP; with NTS where the key establishment names none.</summary>
    public int Port { get; init; } = 123;

    /// <summary>Most requests of a run, of which the answer with the least delay counts; fewer where the rate limit wants it.</summary>
    public int Samples { get; init; } = MostSamples;

    /// <summary>One request each 16 s on average, 8 at once at most, 2 s apart; false for a server of one's own.</summary>
    public bool RateLimit { get; init; } = true;

    /// <summary>With Network Time Security (RFC 8915): keys over TLS first, then only authentic answers.</summary>
    public bool Nts { get; init; }

    /// <summary>TCP port of the key establishment.</summary>
    public int NtsPort { get; init; } = UsualNtsPort;

    /// <summary>Of the key establishment; it comes as nobody.</summary>
    public TlsSettings Tls { get; init; } = new();

    /// <summary>Degraded where |offset| exceeds this by more than its margin.</summary>
    public TimeSpan MaxOffset { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Degraded where the root distance exceeds this (RFC 5905 MAXDIST).</summary>
    public TimeSpan MaxRootDistance { get; init; } = TimeSpan.FromSeconds(1.5);
}
