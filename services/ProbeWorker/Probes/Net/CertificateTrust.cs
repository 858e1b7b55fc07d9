using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>The judgement of certificates that came by another way than <see cref="SslStream"/>.</summary>
internal static class CertificateTrust
{
    /// <param name="shown">As the server sent them, its own first; of the peer.</param>
    /// <returns>Null where they are trusted.</returns>
    public static string? FindObjection(this Trust trust, IEnumerable<byte[]> shown)
    {
        const int Most = 16;
        List<X509Certificate2> certificates = [];
        try
        {
            certificates.AddRange(shown.Take(Most).Select(X509CertificateLoader.LoadCertificate));
            return Look(trust, certificates);
        }
        catch (CryptographicException e)
        {
            return $"The server's certificate cannot be read: {e.Message}";
        }
        finally
        {
            certificates.ForEach(certificate => certificate.Dispose());
        }
    }

    private static string? Look(Trust trust, List<X509Certificate2> certificates)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy = trust.Options.CertificateChainPolicy!.Clone();
        var leaf = certificates.FirstOrDefault();
        var errors = SslPolicyErrors.None;
        if (leaf is null)
        {
            errors = SslPolicyErrors.RemoteCertificateNotAvailable;
        }
        else
        {
            chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1")); // TLS servers (RFC 5280 §4.2.1.12)
            chain.ChainPolicy.ExtraStore.AddRange(certificates.Skip(1).ToArray());
            if (!chain.Build(leaf))
                errors |= SslPolicyErrors.RemoteCertificateChainErrors;

            if (!leaf.MatchesHostname(trust.Options.TargetHost!))
                errors |= SslPolicyErrors.RemoteCertificateNameMismatch;
        }

        _ = trust.Options.RemoteCertificateValidationCallback!(trust, leaf, chain, errors);
        return trust.Shown?.Objection;
    }
}
