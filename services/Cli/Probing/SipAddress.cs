using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.Cli.Probing;

/// <summary>A SIP or RTP check as an address: <c>sip:600@pbx.test:5061;transport=tls;service=call</c>.</summary>
internal static class SipAddress
{
    private static readonly Dictionary<string, SipService> Services = new()
    {
        ["options"] = SipService.Options,
        ["register"] = SipService.Register,
        ["call"] = SipService.Call,
        ["wrong_credentials"] = SipService.WrongCredentials,
    };

    public static bool IsMeant(string text) =>
        text.StartsWith("sip:", StringComparison.Ordinal) || text.StartsWith("rtp:", StringComparison.Ordinal);

    /// <param name="credential">The account; null for none. OPTIONS needs none.</param>
    /// <param name="caFile">For TLS; null for the system's authorities.</param>
    public static bool TryParse(string text, Credential? credential, string? caFile, out Check? check)
    {
        check = null;
        var parts = text.Split(';');
        if (
            !ProbeAddress.TryParseHost(parts[0][4..], out var user, out var host, out var port)
            || !TryParseParameters(parts[1..], out var said)
            || !Enum.TryParse<SipTransport>(said.GetValueOrDefault("transport", "udp"), true, out var transport)
            || !Services.TryGetValue(said.GetValueOrDefault("service", "options"), out var service)
        )
            return false;

        if (text.StartsWith("rtp:", StringComparison.Ordinal))
        {
            if (user is not null && !said.ContainsKey("service"))
                check = Fill(new RtpCheck { Host = host, Extension = user }) with { Credential = credential };

            return check is not null;
        }

        var needsAccount = service is SipService.Register or SipService.WrongCredentials;
        if ((service == SipService.Call && user is null) || (needsAccount && credential is null))
            return false;

        check = Fill(
            new SipCheck
            {
                Host = host,
                User = user,
                Service = service,
                Status = SipCheck.UsualStatus(service),
                Credential = service == SipService.Options ? null : credential,
            }
        );
        return true;

        SignallingCheck Fill(SignallingCheck bare) =>
            bare with
            {
                Port = port ?? SignallingCheck.UsualPort(transport),
                Transport = transport,
                Tls = ProbeAddress.TlsOf(caFile),
                Domain = said.GetValueOrDefault("domain"),
                Realm = said.GetValueOrDefault("realm"),
                Path = said.GetValueOrDefault("path", bare.Path),
                Locate = said.ContainsKey("locate"),
            };
    }

    private static bool TryParseParameters(string[] parts, out Dictionary<string, string> parameters)
    {
        parameters = [];
        foreach (var part in parts)
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (part, "") : (part[..equals], part[(equals + 1)..]);
            if (
                name is not ("transport" or "service" or "domain" or "realm" or "path" or "locate")
                || !parameters.TryAdd(name, value)
            )
                return false;
        }

        return true;
    }
}
