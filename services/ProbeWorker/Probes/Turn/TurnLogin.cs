using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Protocols.Stun;

namespace Ringback.ProbeWorker.Probes.Turn;

/// <summary>User name and password, prepared; answers the challenges of one server.</summary>
internal sealed class TurnLogin
{
    private readonly string _username;
    private readonly string _password;

    private TurnLogin(string username, string password)
    {
        _username = username;
        _password = password;
    }

    /// <exception cref="JudgedException">The secret is missing, or a text cannot be prepared: unknown.</exception>
    public static async ValueTask<TurnLogin> ReadAsync(Secrets secrets, Credential credential, CancellationToken cancel)
    {
        var secret = await secrets.ReadAsync(credential.Password, cancel);
        if (
            !OpaqueString.TryPrepare(credential.Username, out var username)
            || !OpaqueString.TryPrepare(secret, out var password)
        )
        {
            throw new JudgedException(
                Judgement.Unknown(
                    Reason.CredentialMissing,
                    "User name or password has characters that cannot be prepared by RFC 8265."
                )
            );
        }

        return new TurnLogin(username, password);
    }

    /// <exception cref="JudgedException">The challenge is incomplete, or must not be answered.</exception>
    public StunCredential Answer(in StunMessage response)
    {
        if (!StunChallenge.TryRead(response, out var challenge))
            throw TurnRefusal.Broken("The challenge has no readable realm and nonce.");

        return StunCredential.TryCreate(challenge, _username, _password, out var credential)
            ? credential!
            : throw TurnRefusal.Broken(
                challenge.IsBidDown
                    ? "The nonce offers password algorithms, but the list of them was taken out."
                    : "The challenge offers no algorithm that is known here, or its realm cannot be prepared."
            );
    }
}
