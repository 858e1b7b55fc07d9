using Ringback.Model.Catalogs.Checks;

namespace Ringback.Cli.Probing;

/// <summary>A DNS check as an address: <c>dns://9.9.9.9/_sip._udp.pbx.test;type=srv;follow;transport=tls</c>.</summary>
internal static class DnsAddress
{
    public const string Scheme = "dns:";

    /// <param name="text">What is behind <see cref="Scheme"/>.</param>
    /// <param name="caFile">For TLS; null for the system's authorities.</param>
    public static DnsCheck? Parse(string text, string? caFile)
    {
        var parts = text.Split(';');
        var (resolver, port, name) = ((string?)null, (int?)null, parts[0]);
        if (name.StartsWith("//", StringComparison.Ordinal))
        {
            if (
                name[2..].Split('/', 2) is not [var server, var rest]
                || !ProbeAddress.TryParseHost(server, out var user, out resolver, out port)
                || user is not null
            )
                return null;

            name = rest;
        }

        var check = new DnsCheck
        {
            Name = name,
            Type = DnsQueryType.A,
            Resolver = resolver,
            Tls = ProbeAddress.TlsOf(caFile),
        };
        foreach (var part in parts.Skip(1))
        {
            if (Take(check, part) is not { } taken)
                return null;

            check = taken;
        }

        return name.Length == 0 || (resolver is null && check.Transport == DnsTransport.Tls)
            ? null
            : check with
            {
                Port = port ?? DnsCheck.UsualPort(check.Transport),
            };
    }

    private static DnsCheck? Take(DnsCheck check, string said) =>
        said.Split('=', 2) switch
        {
            ["type", var word] when Enum.TryParse<DnsQueryType>(word, true, out var type) => check with { Type = type },
            ["transport", var word] when Enum.TryParse<DnsTransport>(word, true, out var transport) => check with
            {
                Transport = transport,
            },
            ["dnssec"] => check with { Dnssec = true },
            ["follow"] => check with { Follow = true },
            _ => null,
        };
}
