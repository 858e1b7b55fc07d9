using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Authentication;
using Ringback.Protocols.Sip.Dialogs;
using Ringback.Protocols.Sip.Headers;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>Answers a server's challenges in one account's name (RFC 3261 §22, RFC 7616 §3.4).</summary>
/// <remarks>
/// A password that was refused is never tried again: only a nonce that is said to be stale, or that was older than the
/// request, is worth another try. Called under the agent's lock.
/// </remarks>
internal sealed class SipAuthenticator(SipCredentials credentials, Func<SipVia> via)
{
    private const int MostStaleNonces = 3;

    /// <summary>Of a realm that the server chose, in characters.</summary>
    private const int LongestShown = 64;

    private (SipChallenge Challenge, string AnsweredIn)? _known;
    private SipRequest? _ahead;
    private uint _uses;
    private int _staleNonces;

    /// <summary>Why the last challenge was not answered, as a sentence; null where it was.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The hash that was last answered with; null before.</summary>
    public string? Algorithm => _known?.Challenge.Algorithm.Token;

    /// <summary>The request again, with an answer to its 401 or 407: a new transaction, the next CSeq (§22.2).</summary>
    /// <returns>Null where it is not to be answered: <see cref="Refusal"/> says why, or it is no challenge.</returns>
    public SipRequest? Answer(SipRequest asked, SipResponse response)
    {
        if (response.Status is not (401 or 407))
            return null;

        var (asks, answers) =
            response.Status == 407
                ? (SipHeaderNames.ProxyAuthenticate, SipHeaderNames.ProxyAuthorization)
                : (SipHeaderNames.WwwAuthenticate, SipHeaderNames.Authorization);
        if (Choose(SipChallenge.ReadAll(response.All(asks)).ToList()) is not { } challenge)
            return null;

        if (asked.First(answers) is not null && !IsWorthAnother(asked, challenge))
        {
            Refusal = "The server refused the user name or the password.";
            return null;
        }

        Refusal = null;
        (_known, _uses) = ((challenge, answers), 0);
        return Sign(SipFollowUp.Repeat(asked, via()));
    }

    /// <summary>A further request with the nonce that is known already (RFC 7616 §3.3): the nonce count goes up.</summary>
    public SipRequest SignAhead(SipRequest request) => _known is null ? request : _ahead = Sign(request);

    private bool IsWorthAnother(SipRequest asked, SipChallenge challenge)
    {
        var isFresh = challenge.Nonce != _known?.Challenge.Nonce;
        return isFresh && (ReferenceEquals(asked, _ahead) || (challenge.IsStale && _staleNonces++ < MostStaleNonces));
    }

    private SipChallenge? Choose(List<SipChallenge> offered)
    {
        var ofRealm = offered.Where(c => IsOurs(c.Realm)).ToList();
        var chosen = ofRealm.FirstOrDefault(c => c.Algorithm.Strength >= (int)credentials.Weakest);
        Refusal =
            chosen is not null ? null
            : offered.Count == 0 ? "The server asks for no digest that is known here."
            : ofRealm.Count == 0 ? AnotherRealm(Printable.Text(offered[0].Realm, LongestShown))
            : $"The server asks for {ofRealm[0].Algorithm.Token}, which is weaker than the check allows.";
        return chosen;
    }

    /// <summary>Mostly a domain, which has no case.</summary>
    private bool IsOurs(string realm) => realm.Equals(credentials.Realm, StringComparison.OrdinalIgnoreCase);

    private string AnotherRealm(string offered) =>
        $"The server asks for the realm '{offered}', and the account is one of '{credentials.Realm}': if it is one of the other too, say so: realm: \"{offered}\"";

    private SipRequest Sign(SipRequest request)
    {
        var (challenge, header) = _known!.Value;
        var value = SipDigest.CreateCredentials(
            challenge,
            credentials.Username,
            credentials.Password,
            request.Method,
            request.Uri.ToString(),
            SipIdentifiers.ClientNonce(),
            ++_uses
        );
        return request.Replace(header, value);
    }
}
