using System.Security.Cryptography.X509Certificates;

namespace Ringback.ProbeWorker.Probes.Net.Tls;

/// <summary>The runtime gives a certificate's times in the machine's zone.</summary>
internal static class CertificateTimes
{
    public static DateTimeOffset Expiry(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime());

    public static DateTimeOffset Beginning(X509Certificate2 certificate) =>
        new(certificate.NotBefore.ToUniversalTime());
}
