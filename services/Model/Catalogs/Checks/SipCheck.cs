using System.Text.Json.Serialization;

namespace Ringback.Model.Catalogs.Checks;

/// <summary>Asks a SIP server for one of its services (RFC 3261).</summary>
public sealed record SipCheck : SignallingCheck
{
    public const string KindName = "sip";

    [JsonIgnore]
    public override string Kind => KindName;

    [JsonIgnore]
    public override bool IsDatagram => Transport == SipTransport.Udp;

    [JsonIgnore]
    public override bool PlacesCalls => Service == SipService.Call;

    /// <summary>A wrong password that is tried again at once is what a server's guard bans a worker for.</summary>
    [JsonIgnore]
    public override bool MayBeConfirmed => Service != SipService.WrongCredentials;

    /// <inheritdoc cref="MayBeConfirmed" path="/summary"/>
    [JsonIgnore]
    public override TimeSpan LeastInterval =>
        Service == SipService.WrongCredentials ? TimeSpan.FromHours(1) : TimeSpan.Zero;

    [JsonIgnore]
    public override string? CalledHost => Service == SipService.Call && !Parallel ? Host : null;

    public SipService Service { get; init; } = SipService.Options;

    /// <summary>User part of the Request-URI: whom to ask or to call; null to ask the server itself.</summary>
    public string? User { get; init; }

    /// <summary>Whether the call offers what a browser would: DTLS-SRTP and ICE (RFC 8827).</summary>
    public bool WebRtc { get; init; }

    /// <summary>Least size of a call's INVITE over UDP, in bytes: above the path's MTU it goes in fragments. Null to send it as it is.</summary>
    public int? InviteSize { get; init; }

    /// <summary>Final status codes that count as up; a catalog that says none means <see cref="UsualStatus"/>.</summary>
    public IReadOnlyList<int> Status { get; init; } = [200];

    /// <summary>A server that asks a stranger who he is, or does not know him, is alive; a refused call or password is not.</summary>
    public static IReadOnlyList<int> UsualStatus(SipService service) =>
        service switch
        {
            SipService.Options => [200, 401, 404, 405, 407, 483],
            SipService.WrongCredentials => [401, 403, 407],
            _ => [200],
        };

    /// <summary>Final status codes that count as degraded: it answers, and not as it should.</summary>
    public IReadOnlyList<int> DegradedStatus { get; init; } = [];

    /// <summary>Degraded where a call rings later; null for no limit.</summary>
    public TimeSpan? MaxPostDialDelay { get; init; }
}

/// <summary>What a SIP server is asked for.</summary>
public enum SipService
{
    /// <summary>OPTIONS: whether it is there.</summary>
    Options,

    /// <summary>A binding is made, read back and removed.</summary>
    Register,

    /// <summary>A call is placed, answered and ended; without media.</summary>
    Call,

    /// <summary>A REGISTER with a wrong password, which must be refused.</summary>
    WrongCredentials,
}
