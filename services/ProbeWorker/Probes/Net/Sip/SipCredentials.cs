using Ringback.Model.Catalogs.Checks;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>Who we are to a server that asks, and whom we tell.</summary>
/// <param name="Realm">The one realm that is answered.</param>
/// <param name="Weakest">The weakest hash that a challenge is answered with.</param>
internal sealed record SipCredentials(
    string Username,
    string Password,
    string Realm,
    DigestStrength Weakest = DigestStrength.Md5
)
{
    /// <returns>Null for a check without an account.</returns>
    /// <exception cref="JudgedException">This worker has no secret where the catalog says.</exception>
    public static async ValueTask<SipCredentials?> ReadAsync(
        SignallingCheck check,
        Secrets secrets,
        CancellationToken cancel
    ) =>
        check.Credential is { } known
            ? new SipCredentials(
                known.Username,
                await secrets.ReadAsync(known.Password, cancel),
                check.AnsweredRealm,
                check.Digest
            )
            : null;

    /// <summary>Never the secret: records are printed in logs.</summary>
    public override string ToString() => Username;
}
