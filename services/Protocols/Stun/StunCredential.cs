using System.Text;

namespace Ringback.Protocols.Stun;

/// <summary>A long-term credential as one challenge asks for it (RFC 8489 §9.2).</summary>
public sealed class StunCredential
{
    private readonly StunChallenge _challenge;
    private readonly StunPasswordAlgorithm? _algorithm;
    private readonly string _username;
    private readonly string _realm;
    private readonly byte[] _key;

    private StunCredential(
        StunChallenge challenge,
        StunPasswordAlgorithm? algorithm,
        string username,
        string realm,
        string password
    )
    {
        _challenge = challenge;
        _algorithm = algorithm;
        _username = username;
        _realm = realm;
        _key = StunKeys.LongTerm(algorithm ?? StunPasswordAlgorithm.Md5, username, realm, password);
    }

    /// <param name="username">Prepared by <see cref="OpaqueString"/>, at most 508 bytes.</param>
    /// <param name="password">Prepared by <see cref="OpaqueString"/>.</param>
    /// <returns>
    /// <see langword="false"/> where a client must not go on: the challenge was talked down, offers no algorithm known
    /// here, or its realm cannot be prepared.
    /// </returns>
    public static bool TryCreate(
        StunChallenge challenge,
        string username,
        string password,
        out StunCredential? credential
    )
    {
        credential = null;
        if (challenge.IsBidDown || !OpaqueString.TryPrepare(challenge.Realm, out var realm))
            return false;

        StunPasswordAlgorithm? algorithm = null;
        if (challenge.PasswordAlgorithms is { } offered)
        {
            if (!StunPasswordAlgorithms.TryChoose(offered, out var chosen))
                return false;

            algorithm = chosen;
        }

        credential = new StunCredential(challenge, algorithm, username, realm, password);
        return true;
    }

    /// <summary>Adds who we are, and the integrity over all that is there.</summary>
    public StunMessageWriter Sign(StunMessageWriter request)
    {
        if (_challenge.WantsUserHash)
            request.Add(StunAttributeType.UserHash, StunKeys.UserHash(_username, _realm));
        else
            request.Add(StunAttributeType.Username, Encoding.UTF8.GetBytes(_username));

        request.Add(StunAttributeType.Realm, Encoding.UTF8.GetBytes(_challenge.Realm));
        request.Add(StunAttributeType.Nonce, _challenge.Nonce);
        if (_algorithm is not { } algorithm)
            return request.AddIntegrity(_key);

        return request
            .Add(StunAttributeType.PasswordAlgorithms, _challenge.PasswordAlgorithms)
            .Add(StunAttributeType.PasswordAlgorithm, StunPasswordAlgorithms.Write(algorithm))
            .AddIntegritySha256(_key);
    }

    /// <summary>Whether the response was made by one who knows our key, in the strength that was agreed.</summary>
    public bool Verify(in StunMessage response) =>
        _algorithm is null ? StunIntegrity.VerifySha1(response, _key) : StunIntegrity.VerifySha256(response, _key);
}
