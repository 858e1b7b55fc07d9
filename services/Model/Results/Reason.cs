namespace Ringback.Model.Results;

/// <summary>Why a result is not up: the closed list that metrics, API and ledger share. The numbers are stored.</summary>
public enum Reason
{
    // The target, or the path to it.
    Timeout = 1,
    DnsFailure = 2,
    ConnectionRefused = 3,

    /// <summary>No route, or an ICMP unreachable other than a closed port.</summary>
    Unreachable = 4,

    /// <summary>The peer closed or reset an established connection before it had answered.</summary>
    ConnectionClosed = 5,
    TlsFailure = 6,
    CertificateExpiring = 7,
    AuthFailed = 8,
    UnexpectedStatus = 9,
    AssertionFailed = 10,

    /// <summary>The answer breaks its protocol.</summary>
    ProtocolError = 11,

    /// <summary>The target answers that it has no capacity: SIP 486 or 503 with Retry-After, TURN 486, 508.</summary>
    Busy = 12,

    /// <summary>The server's certificate was revoked, says who issued it.</summary>
    CertificateRevoked = 13,

    // Media.
    NoMedia = 20,
    OneWayMedia = 21,
    MediaStopped = 22,
    LossExceeded = 23,
    DelayExceeded = 24,
    JitterExceeded = 25,
    MosBelow = 26,
    BandwidthBelow = 27,
    CodecMismatch = 28,

    // Time.
    OffsetExceeded = 40,
    Unsynchronised = 41,
    KissOfDeath = 42,
    RootDistanceExceeded = 43,

    // Names.

    /// <summary>The resolver has not proven the answer, or says that its signatures are wrong.</summary>
    DnssecFailure = 50,

    /// <summary>An answer may be kept for too short or too long a time.</summary>
    TimeToLiveOutOfRange = 51,

    /// <summary>A record leads to a name that has not what it promises: NAPTR to SRV, SRV to an address.</summary>
    RecordsInconsistent = 52,

    /// <summary>Answered, but later than its limit.</summary>
    ResponseTimeExceeded = 53,

    // The worker itself: only ever with Outcome.Unknown.
    InternalError = 60,
    WorkerLate = 61,
    WorkerStarved = 62,
    WorkerClock = 63,
    ClockSkew = 64,
    Cancelled = 65,
    ResolverUnreachable = 66,
    CredentialMissing = 67,
    NoRoute = 68,
    VantageOffline = 69,
    RateHeld = 70,

    /// <summary>The worker had no socket, port or buffer left.</summary>
    LocalResources = 71,

    /// <summary>The worker's send lateness, a socket overflow or a missing kernel stamp spoilt the sample.</summary>
    Tainted = 72,
    MediaBypassed = 73,

    /// <summary>The address is one that the worker's egress policy forbids.</summary>
    EgressRefused = 74,

    /// <summary>Other probe calls to the same PBX left no room: one at a time goes there, over all regions.</summary>
    CallHeld = 75,
}
