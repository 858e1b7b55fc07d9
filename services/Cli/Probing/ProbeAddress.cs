using System.Globalization;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Catalogs.Checks.Http;

namespace Ringback.Cli.Probing;

/// <summary>What a person types to have something probed that is in no catalog: <c>sip:host</c>, <c>https://…</c>.</summary>
internal static class ProbeAddress
{
    public const string Forms =
        "https://host/path, wss://host/path, sip:[user@]host[:port][;transport=tcp][;service=register], rtp:extension@host[:port], "
        + "turn:host[:port], turns:host[:port], ntp:host[:port], nts:host[:port], tcp:host:port[;tls], "
        + "dns:[//resolver[:port]/]name[;type=srv][;transport=tls][;dnssec][;follow]";

    /// <summary>Whether the text is meant as an address at all; the ids of a catalog have no colon.</summary>
    public static bool IsMeant(string text) => text.Contains(':', StringComparison.Ordinal);

    /// <param name="credential">For the kinds that take one; null for none.</param>
    /// <param name="caFile">For https; null for the system's authorities.</param>
    public static bool TryParse(string text, Credential? credential, string? caFile, out Check? check)
    {
        check = null;
        if (text.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Host.Length: > 0, UserInfo: "" })
                check = new HttpsCheck
                {
                    Url = url,
                    Tls = TlsOf(caFile),
                    Login = credential is null ? null : new HttpLogin { Basic = credential },
                };

            return check is not null;
        }

        if (
            text.StartsWith("wss://", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("ws://", StringComparison.OrdinalIgnoreCase)
        )
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Host.Length: > 0, UserInfo: "" })
                check = new WebSocketCheck { Url = text, Tls = TlsOf(caFile) };

            return check is not null;
        }

        if (SipAddress.IsMeant(text))
            return SipAddress.TryParse(text, credential, caFile, out check);

        if (text.StartsWith(DnsAddress.Scheme, StringComparison.Ordinal))
        {
            check = DnsAddress.Parse(text[DnsAddress.Scheme.Length..], caFile);
            return check is not null;
        }

        var overTls =
            text.StartsWith("tcp:", StringComparison.Ordinal) && text.EndsWith(";tls", StringComparison.Ordinal);
        text = overTls ? text[..^4] : text;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !TryParseHost(text[(colon + 1)..], out var user, out var host, out var port))
            return false;

        check = (text[..colon], user) switch
        {
            ("turn", null) => new TurnCheck
            {
                Host = host,
                Port = port ?? 3478,
                Credential = credential,
            },
            ("turns", null) => new TurnCheck
            {
                Host = host,
                Port = port ?? TurnCheck.UsualPort(TurnTransport.Tls),
                Transport = TurnTransport.Tls,
                Tls = TlsOf(caFile),
                Credential = credential,
            },
            ("tcp", null) when port is { } given => new TcpCheck
            {
                Host = host,
                Port = given,
                OverTls = overTls,
                Tls = TlsOf(caFile),
            },
            ("nts", null) => new NtpCheck
            {
                Host = host,
                Nts = true,
                NtsPort = port ?? NtpCheck.UsualNtsPort,
                Tls = TlsOf(caFile),
            },
            ("ntp", null) => new NtpCheck { Host = host, Port = port ?? 123 },
            _ => null,
        };
        return check is not null;
    }

    /// <summary>Who asks about one server wants to know all: what is stapled to its certificate is looked at, too.</summary>
    internal static TlsSettings TlsOf(string? caFile) => new() { CaFile = caFile, Staple = StapleUse.IfAny };

    /// <summary><c>[user@]host[:port]</c>; an IPv6 address is in brackets.</summary>
    internal static bool TryParseHost(string text, out string? user, out string host, out int? port)
    {
        (user, port) = (null, null);
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0)
            (user, text) = (text[..at], text[(at + 1)..]);

        var end = text.StartsWith('[')
            ? text.IndexOf(']', StringComparison.Ordinal) + 1
            : text.IndexOf(':', StringComparison.Ordinal);
        host = (end > 0 ? text[..end] : text).Trim('[', ']');
        var rest = end > 0 ? text[end..] : "";
        if (rest.Length > 0)
        {
            if (
                !rest.StartsWith(':')
                || !ushort.TryParse(rest.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || number == 0
            )
            {
                return false;
            }

            port = number;
        }

        return user != "" && Uri.CheckHostName(host) is not (UriHostNameType.Unknown or UriHostNameType.Basic);
    }
}
