using System.Text.Json.Serialization;
using Ringback.Model.Catalogs.Checks.Http;

namespace Ringback.Model.Catalogs.Checks;

/// <summary>Fetches a page over a fresh connection, or walks through the steps of a scenario.</summary>
public sealed record HttpsCheck : Check
{
    public const string KindName = "https";

    /// <summary>Of a scenario.</summary>
    public const int MostSteps = 20;

    [JsonIgnore]
    public override string Kind => KindName;

    [JsonIgnore]
    public override (string Host, int Port) Server => (Url.DnsSafeHost, Url.Port);

    [JsonIgnore]
    public override bool IsDatagram => false;

    /// <summary>Where the first request goes: absolute, scheme <c>https</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>What is sent to <see cref="Url"/>; not used where there are steps.</summary>
    public HttpRequestPlan Request { get; init; } = new();

    /// <summary>What must come back from <see cref="Url"/>; not used where there are steps.</summary>
    public HttpExpectation Expect { get; init; } = new();

    /// <summary>One after the other, until one fails; empty for the one request to <see cref="Url"/>.</summary>
    public IReadOnlyList<HttpStep> Steps { get; init; } = [];

    /// <summary>Run after the steps however those ended; a failure of theirs is degraded.</summary>
    public IReadOnlyList<HttpStep> Cleanup { get; init; } = [];

    /// <summary>Named secrets that texts of a request may hold as <c>{{name}}</c>.</summary>
    public IReadOnlyDictionary<string, SecretReference> Secrets { get; init; } =
        new Dictionary<string, SecretReference>();

    /// <summary>Goes with every request that is not anonymous; null for none.</summary>
    public HttpLogin? Login { get; init; }

    public HttpVersionAsked Protocol { get; init; }

    /// <summary>The one family of addresses that is used: no run falls back to the other.</summary>
    public IpFamily Family { get; init; }

    /// <summary>Whether cookies go back to who set them, within a run.</summary>
    public bool Cookies { get; init; } = true;

    /// <summary>Whether the request is made once more over the same connection, to time it without a handshake.</summary>
    public bool Warm { get; init; }

    public TlsSettings Tls { get; init; } = new();

    /// <summary>Longest that a phase may take before the run is degraded, by its name in <see cref="Results.PhaseNames"/>.</summary>
    /// <remarks>Each of the steps and each of their redirects by itself.</remarks>
    public IReadOnlyDictionary<string, TimeSpan> PhaseLimits { get; init; } = new Dictionary<string, TimeSpan>();

    /// <summary>Longest that the whole run may take before it is degraded; null for as long as its time limit.</summary>
    public TimeSpan? TotalLimit { get; init; }

    /// <summary>The steps, the one request to <see cref="Url"/> among them.</summary>
    [JsonIgnore]
    public IReadOnlyList<HttpStep> Plan =>
        Steps.Count > 0
            ? Steps
            :
            [
                new HttpStep
                {
                    Name = "",
                    Url = Url.OriginalString,
                    Request = Request,
                    Expect = Expect,
                },
            ];
}

/// <summary>What HTTP is spoken as; it is not bargained for.</summary>
public enum HttpVersionAsked
{
    /// <summary>RFC 9112.</summary>
    Http11,

    /// <summary>RFC 9113.</summary>
    Http2,
}

/// <summary>Which addresses of a name are used.</summary>
public enum IpFamily
{
    /// <summary>IPv4 where the name has it, else IPv6; never one after the other.</summary>
    Any,
    Ipv4,
    Ipv6,
}
