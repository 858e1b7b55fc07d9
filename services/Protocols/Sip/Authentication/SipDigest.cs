using System.Text;

namespace Ringback.Protocols.Sip.Authentication;

/// <summary>Answers a digest challenge (RFC 7616 §3.4, with the algorithms of RFC 8760 and qop <c>auth</c>).</summary>
public static class SipDigest
{
    /// <summary>The value of Authorization or Proxy-Authorization.</summary>
    /// <param name="uri">The Request-URI exactly as the request has it.</param>
    /// <param name="cnonce">Fresh and unpredictable for each request; a token.</param>
    /// <param name="nonceCount">How many requests used this nonce, this one included.</param>
    public static string CreateCredentials(
        SipChallenge challenge,
        string username,
        string password,
        string method,
        string uri,
        string cnonce,
        uint nonceCount
    )
    {
        var response = ComputeResponse(challenge, username, password, method, uri, cnonce, nonceCount);
        var value = new StringBuilder("Digest username=").Append(SipQuoted.Quote(username));
        value.Append(
            $", realm=\"{challenge.Realm}\", nonce=\"{challenge.Nonce}\", uri=\"{uri}\", response=\"{response}\""
        );
        if (challenge.NamesAlgorithm)
            value.Append($", algorithm={challenge.Algorithm.Token}");

        if (challenge.Opaque is not null)
            value.Append($", opaque=\"{challenge.Opaque}\"");

        if (challenge.Qop)
            value.Append($", qop=auth, cnonce=\"{cnonce}\", nc={nonceCount:x8}");
        else if (challenge.Algorithm.IsSession)
            value.Append($", cnonce=\"{cnonce}\"");

        return value.ToString();
    }

    /// <returns>In lower-case hexadecimal.</returns>
    public static string ComputeResponse(
        SipChallenge challenge,
        string username,
        string password,
        string method,
        string uri,
        string cnonce,
        uint nonceCount
    )
    {
        var algorithm = challenge.Algorithm;
        var secret = algorithm.Hash($"{username}:{challenge.Realm}:{password}");
        if (algorithm.IsSession)
            secret = algorithm.Hash($"{secret}:{challenge.Nonce}:{cnonce}");

        var asked = algorithm.Hash($"{method}:{uri}");
        return challenge.Qop
            ? algorithm.Hash($"{secret}:{challenge.Nonce}:{nonceCount:x8}:{cnonce}:auth:{asked}")
            : algorithm.Hash($"{secret}:{challenge.Nonce}:{asked}");
    }
}
