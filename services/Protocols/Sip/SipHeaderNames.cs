using System.Collections.Frozen;

namespace Ringback.Protocols.Sip;

/// <summary>Header names in their usual spelling, and their compact forms (IANA SIP parameters, header fields).</summary>
public static class SipHeaderNames
{
    public const string Accept = "Accept";
    public const string Allow = "Allow";
    public const string Authorization = "Authorization";
    public const string CallId = "Call-ID";
    public const string Contact = "Contact";
    public const string ContentLength = "Content-Length";
    public const string ContentType = "Content-Type";
    public const string CSeq = "CSeq";
    public const string Date = "Date";
    public const string Expires = "Expires";
    public const string From = "From";
    public const string MaxForwards = "Max-Forwards";
    public const string MinSessionExpires = "Min-SE";
    public const string ProxyAuthenticate = "Proxy-Authenticate";
    public const string ProxyAuthorization = "Proxy-Authorization";
    public const string RAck = "RAck";
    public const string RecordRoute = "Record-Route";
    public const string Require = "Require";
    public const string RetryAfter = "Retry-After";
    public const string Route = "Route";
    public const string RSeq = "RSeq";
    public const string Server = "Server";
    public const string SessionExpires = "Session-Expires";
    public const string Supported = "Supported";
    public const string To = "To";
    public const string Unsupported = "Unsupported";
    public const string UserAgent = "User-Agent";
    public const string Via = "Via";
    public const string Warning = "Warning";
    public const string WwwAuthenticate = "WWW-Authenticate";

    private static readonly FrozenDictionary<string, string> Compact = new Dictionary<string, string>
    {
        ["a"] = "Accept-Contact",
        ["b"] = "Referred-By",
        ["c"] = ContentType,
        ["d"] = "Request-Disposition",
        ["e"] = "Content-Encoding",
        ["f"] = From,
        ["i"] = CallId,
        ["j"] = "Reject-Contact",
        ["k"] = Supported,
        ["l"] = ContentLength,
        ["m"] = Contact,
        ["n"] = "Identity-Info",
        ["o"] = "Event",
        ["r"] = "Refer-To",
        ["s"] = "Subject",
        ["t"] = To,
        ["u"] = "Allow-Events",
        ["v"] = Via,
        ["x"] = SessionExpires,
        ["y"] = "Identity",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> Usual = new[]
    {
        Accept,
        Allow,
        Authorization,
        CallId,
        Contact,
        ContentLength,
        ContentType,
        CSeq,
        Date,
        Expires,
        From,
        MaxForwards,
        MinSessionExpires,
        ProxyAuthenticate,
        ProxyAuthorization,
        RAck,
        RecordRoute,
        Require,
        RetryAfter,
        Route,
        RSeq,
        Server,
        SessionExpires,
        Supported,
        To,
        Unsupported,
        UserAgent,
        Via,
        Warning,
        WwwAuthenticate,
    }.ToFrozenDictionary(name => name, StringComparer.OrdinalIgnoreCase);

    internal static string Canonical(string name) =>
        Compact.TryGetValue(name, out var expanded) ? expanded
        : Usual.TryGetValue(name, out var usual) ? usual
        : name;
}
