using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Ringback.Model.Catalogs.Checks.Http;

namespace Ringback.ProbeWorker.Probes.Https.Tokens;

/// <summary>Tokens of this worker, each for as long as its server said that it is good. In memory alone.</summary>
internal sealed class TokenCache
{
    /// <summary>Catalogs come and go; what is not used any more is forgotten.</summary>
    private const int MostTokens = 1000;

    private readonly ConcurrentDictionary<string, Token> _tokens = new(StringComparer.Ordinal);

    public bool TryFind(OAuthGrant grant, [NotNullWhen(true)] out Token? token) =>
        _tokens.TryGetValue(KeyOf(grant), out token);

    public void Keep(OAuthGrant grant, Token token)
    {
        if (_tokens.Count >= MostTokens)
            _tokens.Clear();

        _tokens[KeyOf(grant)] = token;
    }

    public void Forget(OAuthGrant grant) => _tokens.TryRemove(KeyOf(grant), out _);

    /// <summary>Everything that the request for a token is made of; where a secret is, not what it is.</summary>
    private static string KeyOf(OAuthGrant grant) =>
        string.Join(
            '\n',
            [
                grant.TokenUrl.AbsoluteUri,
                grant.ClientId,
                $"{grant.ClientSecret}",
                $"{grant.User}",
                grant.Scope ?? "",
                .. grant.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"),
            ]
        );
}

/// <param name="Refresh">What another one is asked for with; null where there is none.</param>
/// <param name="Due">A timestamp of the <see cref="TimeProvider"/> after which it is not used any more.</param>
internal sealed record Token(string Access, string? Refresh, long Due);
