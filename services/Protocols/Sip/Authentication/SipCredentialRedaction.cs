namespace Ringback.Protocols.Sip.Authentication;

/// <summary>What of credentials may be shown to people: the scheme and the realm.</summary>
public static class SipCredentialRedaction
{
    private static readonly string[] Secret = [SipHeaderNames.Authorization, SipHeaderNames.ProxyAuthorization];

    /// <summary>The header as text; one with credentials as scheme and realm only.</summary>
    public static string Show(SipHeader header)
    {
        if (!Secret.Any(header.Is))
            return header.ToString();

        return
            SipAuthParameters.TryParse(header.Value, out var scheme, out var parameters)
            && parameters.TryGetValue("realm", out var realm)
            ? $"{header.Name}: {scheme} realm=\"{realm}\" (removed)"
            : $"{header.Name}: (removed)";
    }
}
