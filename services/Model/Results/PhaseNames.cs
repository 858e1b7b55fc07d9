namespace Ringback.Model.Results;

/// <summary>The closed list of phases. A place in <see cref="All"/> is a stored number: append, never move.</summary>
public static class PhaseNames
{
    public const string Resolve = "resolve";
    public const string Connect = "connect";
    public const string Tls = "tls";

    /// <summary>From the request's last byte to the response's first.</summary>
    public const string FirstByte = "first_byte";
    public const string Body = "body";

    /// <summary>From the first sending of a request to its final answer, retransmissions included.</summary>
    public const string Exchange = "exchange";

    /// <summary>First INVITE to the first response other than 100 (RFC 6076 §4.3, successful or not).</summary>
    public const string PostDialDelay = "post_dial_delay";

    /// <summary>First INVITE to the final response.</summary>
    public const string SessionSetup = "session_setup";
    public const string Media = "media";
    public const string Teardown = "teardown";
    public const string Binding = "binding";
    public const string Allocate = "allocate";
    public const string Permission = "permission";
    public const string Relay = "relay";
    public const string Release = "release";

    /// <summary>Of a connection to a WebSocket.</summary>
    public const string Upgrade = "upgrade";

    /// <summary>NAPTR and SRV, before the addresses.</summary>
    public const string Locate = "locate";
    public const string Register = "register";

    /// <summary>Reading back what was registered.</summary>
    public const string ReadBack = "read_back";
    public const string Unregister = "unregister";

    /// <summary>Asking for what the records of the answer lead to.</summary>
    public const string Follow = "follow";

    /// <summary>From the first byte of an HTTP request to its last.</summary>
    public const string Request = "request";

    /// <summary>What it took to get ready to ask for a token: the phases that follow are the asking.</summary>
    public const string Token = "token";

    /// <summary>What it took to get ready for a step of a scenario: the phases that follow are the step's.</summary>
    public const string Step = "step";

    /// <summary>What it took to read where an answer leads: the phases that follow are those of the next request.</summary>
    public const string Redirect = "redirect";

    /// <summary>As <see cref="Step"/>, of a step that cleans up.</summary>
    public const string Cleanup = "cleanup";

    /// <summary>Of a WebSocket, from its opening, or from what was sent, to its first message.</summary>
    public const string FirstMessage = "first_message";

    /// <summary>Of a WebSocket, from a ping to its pong.</summary>
    public const string Ping = "ping";

    /// <summary>For how long a WebSocket was held open.</summary>
    public const string Hold = "hold";

    /// <summary>Phases of one run: what comes after them is not kept.</summary>
    public const int MaxOfOneRun = 256;

    /// <summary>Of NTS: agreeing on keys and cookies over TLS.</summary>
    public const string KeyEstablishment = "key_establishment";

    /// <summary>A second handshake, made for the OCSP answer that the server staples to its certificate.</summary>
    public const string Ocsp = "ocsp";

    public static IReadOnlyList<string> All { get; } =
    [
        Resolve,
        Connect,
        Tls,
        FirstByte,
        Body,
        Exchange,
        PostDialDelay,
        SessionSetup,
        Media,
        Teardown,
        Binding,
        Allocate,
        Permission,
        Relay,
        Release,
        Upgrade,
        Locate,
        Register,
        ReadBack,
        Unregister,
        Follow,
        Request,
        Token,
        Step,
        Redirect,
        Cleanup,
        FirstMessage,
        Ping,
        Hold,
        KeyEstablishment,
        Ocsp,
    ];
}
