using System.Text.Json.Serialization;

namespace Ringback.Model.Catalogs.Checks;

/// <summary>Asks a resolver one question and holds its answer against what is expected (RFC 1035).</summary>
public sealed record DnsCheck : Check
{
    public const string KindName = "dns";

    [JsonIgnore]
    public override string Kind => KindName;

    [JsonIgnore]
    public override (string Host, int Port) Server => (Resolver ?? Name, Port);

    [JsonIgnore]
    public override bool IsDatagram => Transport == DnsTransport.Udp;

    /// <summary>What is asked for.</summary>
    public required string Name { get; init; }

    public required DnsQueryType Type { get; init; }

    /// <summary>Name or address of the resolver, an IPv6 one without brackets; null for those of the worker.</summary>
    public string? Resolver { get; init; }

    public int Port { get; init; } = 53;

    public DnsTransport Transport { get; init; } = DnsTransport.Udp;

    /// <summary>Where <see cref="Transport"/> is over TLS.</summary>
    public TlsSettings Tls { get; init; } = new();

    public DnsExpectedCode Code { get; init; } = DnsExpectedCode.NoError;

    /// <summary>Exactly these answers of <see cref="Type"/>, in any order, as <see cref="DnsAnswerText"/> writes them; null for any.</summary>
    public IReadOnlyList<string>? Answers { get; init; }

    /// <summary>These answers at least; null for any.</summary>
    public IReadOnlyList<string>? Contains { get; init; }

    /// <summary>Fewest answers of <see cref="Type"/>.</summary>
    public int LeastAnswers { get; init; } = 1;

    /// <summary>Most of them; null for any number.</summary>
    public int? MostAnswers { get; init; }

    /// <summary>The resolver must say that it has proven the answer (DNSSEC, the flag AD).</summary>
    public bool Dnssec { get; init; }

    /// <summary>The answer must be of a server of the zone itself (the flag AA).</summary>
    public bool Authoritative { get; init; }

    /// <summary>NAPTR and SRV lead on: every service that is named must exist, and every host of it have an address.</summary>
    public bool Follow { get; init; }

    /// <summary>Degraded where an answer may be kept for less, or more.</summary>
    public TimeSpan? LeastTimeToLive { get; init; }

    public TimeSpan? MostTimeToLive { get; init; }

    /// <summary>Degraded where the answer takes longer.</summary>
    public TimeSpan? ResponseTime { get; init; }

    /// <summary>Usual for a transport: 53, over TLS 853 (RFC 7858).</summary>
    public static int UsualPort(DnsTransport transport) => transport == DnsTransport.Tls ? 853 : 53;
}

public enum DnsQueryType
{
    A,
    Aaaa,
    Srv,
    Naptr,
    Txt,
    Cname,
}

public enum DnsTransport
{
    /// <summary>And over TCP where the answer is too long for a datagram.</summary>
    Udp,
    Tcp,
    Tls,
}

/// <summary>How the resolver must answer.</summary>
public enum DnsExpectedCode
{
    NoError,

    /// <summary>NXDOMAIN.</summary>
    NoSuchName,

    /// <summary>SERVFAIL.</summary>
    ServerFailure,
    Refused,
}
