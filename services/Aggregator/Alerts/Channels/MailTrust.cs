using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ringback.Aggregator.Alerts.Channels;

/// <summary>Whether a mail server's certificate is believed, and if not, why. Whether it was revoked is not asked: a mail must not wait for a third party.</summary>
/// <param name="authorities">Who may have signed it; null for those that the system trusts.</param>
internal sealed class MailTrust(string host, X509Certificate2Collection? authorities)
{
    private static readonly Oid ServerUse = new("1.3.6.1.5.5.7.3.1");

    /// <summary>Null while nothing was refused.</summary>
    public string? Why { get; private set; }

    public bool IsGood(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        Why = shown is not X509Certificate2 certificate ? "it shows no certificate" : Judge(certificate, chain, errors);
        return Why is null;
    }

    private string? Judge(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var flaws =
            authorities is not null ? Flaws(certificate, chain)
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)
                ? FlagsOf(chain) | X509ChainStatusFlags.PartialChain
            : X509ChainStatusFlags.NoError;
        if (flaws.HasFlag(X509ChainStatusFlags.NotTimeValid))
            return $"its certificate is not valid now: from {Day(certificate.NotBefore)} to {Day(certificate.NotAfter)}";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"its certificate is not for {host}";

        return flaws == X509ChainStatusFlags.NoError ? null
            : authorities is null ? "its certificate is of no authority that this system trusts; CaFile names another"
            : "its certificate is of none of the authorities in CaFile";
    }

    private X509ChainStatusFlags Flaws(X509Certificate2 certificate, X509Chain? shown)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities!);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(ServerUse);
        foreach (var element in shown?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);

        return chain.Build(certificate) ? X509ChainStatusFlags.NoError : FlagsOf(chain);
    }

    private static X509ChainStatusFlags FlagsOf(X509Chain? chain) =>
        (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (sum, each) => sum | each.Status);

    private static string Day(DateTime time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
