using System.Text.Json.Serialization;

namespace Ringback.Model.Catalogs.Checks;

/// <summary>What every check that speaks SIP says of its server, of the way there, and of who asks.</summary>
public abstract record SignallingCheck : Check
{
    [JsonIgnore]
    public override (string Host, int Port) Server => (Host, Port);

    /// <summary>Signalling host: name or address, an IPv6 one without brackets.</summary>
    public required string Host { get; init; }

    /// <summary>Not used where <see cref="Locate"/> is set.</summary>
    public int Port { get; init; } = 5060;

    public SipTransport Transport { get; init; } = SipTransport.Udp;

    /// <summary>Whether DNS says where the host's servers are (RFC 3263: NAPTR, SRV, then addresses).</summary>
    public bool Locate { get; init; }

    /// <summary>Of the request that opens a WebSocket.</summary>
    public string Path { get; init; } = "/ws";

    /// <summary>Where <see cref="Transport"/> is over TLS.</summary>
    public TlsSettings Tls { get; init; } = new();

    /// <summary>The host part of the addresses that are asked for; null for host and port of the server.</summary>
    public string? Domain { get; init; }

    /// <summary>Answers a 401 or 407; null where the server asks nobody.</summary>
    public Credential? Credential { get; init; }

    /// <summary>The one realm whose challenges are answered; null for the SIP domain of the account.</summary>
    public string? Realm { get; init; }

    /// <summary>What a server must call itself before it is told anything of the password (RFC 3261 §22.1).</summary>
    [JsonIgnore]
    public string AnsweredRealm => Realm ?? Domain ?? Host;

    /// <summary>The weakest hash that a challenge is answered with.</summary>
    public DigestStrength Digest { get; init; } = DigestStrength.Md5;

    /// <summary>Whether its calls may be under way beside others to the same host: else at most one is, over all regions.</summary>
    public bool Parallel { get; init; }

    public SipTimes Times { get; init; } = new();

    public static int UsualPort(SipTransport transport) =>
        transport switch
        {
            SipTransport.Tls => 5061,
            SipTransport.Ws => 80,
            SipTransport.Wss => 443,
            _ => 5060,
        };
}

/// <summary>What SIP is carried by.</summary>
public enum SipTransport
{
    Udp,
    Tcp,
    Tls,

    /// <summary>WebSocket (RFC 7118).</summary>
    Ws,

    /// <summary>WebSocket over TLS.</summary>
    Wss,
}

/// <summary>Hashes of digest authentication (RFC 8760), the weakest first.</summary>
public enum DigestStrength
{
    Md5,
    Sha256,
    Sha512Slash256,
}

/// <summary>The base intervals that all timers of RFC 3261 follow from (§17.1.1.1).</summary>
public sealed record SipTimes
{
    /// <summary>Estimate of the round-trip time: first retransmission; 64 of it are a transaction's time-out.</summary>
    public TimeSpan T1 { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest interval between retransmissions.</summary>
    public TimeSpan T2 { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a message can stay in the network.</summary>
    public TimeSpan T4 { get; init; } = TimeSpan.FromSeconds(5);
}
