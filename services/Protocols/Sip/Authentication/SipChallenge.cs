using System.Diagnostics.CodeAnalysis;

namespace Ringback.Protocols.Sip.Authentication;

/// <summary>A digest challenge: WWW-Authenticate or Proxy-Authenticate (RFC 3261 §22, RFC 7616 §3.3, RFC 8760).</summary>
/// <param name="Realm">What is between the quotes, backslashes included: it is echoed and hashed as it came.</param>
/// <param name="Opaque">To be echoed; null where there is none.</param>
/// <param name="Qop">Whether <c>auth</c> was offered. Without it the old form of RFC 2069 is asked for.</param>
/// <param name="IsStale">The nonce was too old, the secret was right.</param>
public sealed record SipChallenge(
    string Realm,
    string Nonce,
    string? Opaque,
    SipDigestAlgorithm Algorithm,
    bool NamesAlgorithm,
    bool Qop,
    bool IsStale
)
{
    /// <summary>Those that can be answered here, in the server's order, which is its preference (RFC 8760 §2.4).</summary>
    public static IEnumerable<SipChallenge> ReadAll(IEnumerable<string> headerValues)
    {
        foreach (var value in headerValues)
        {
            if (TryParse(value, out var challenge))
                yield return challenge;
        }
    }

    /// <returns>False for another scheme than Digest, a broken one, or one whose algorithm or qop is not known here.</returns>
    public static bool TryParse(string value, [NotNullWhen(true)] out SipChallenge? challenge)
    {
        challenge = null;
        if (
            !SipAuthParameters.TryParse(value, out var scheme, out var parameters)
            || !scheme.Equals("Digest", StringComparison.OrdinalIgnoreCase)
            || parameters.GetValueOrDefault("realm") is not { } realm
            || parameters.GetValueOrDefault("nonce") is not { } nonce
            || SipDigestAlgorithm.Find(parameters.GetValueOrDefault("algorithm")) is not { } algorithm
        )
            return false;

        var qop = parameters.GetValueOrDefault("qop");
        var offersAuth = qop?.Split(',').Any(o => o.Trim().Equals("auth", StringComparison.OrdinalIgnoreCase));
        if (offersAuth is false)
            return false;

        challenge = new(
            realm,
            nonce,
            parameters.GetValueOrDefault("opaque"),
            algorithm,
            parameters.ContainsKey("algorithm"),
            offersAuth is true,
            "true".Equals(parameters.GetValueOrDefault("stale"), StringComparison.OrdinalIgnoreCase)
        );
        return true;
    }
}
