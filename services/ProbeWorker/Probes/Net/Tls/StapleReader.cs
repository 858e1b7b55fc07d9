using Org.BouncyCastle.Tls;

namespace Ringback.ProbeWorker.Probes.Net.Tls;

/// <summary>Finds what is stapled to a server's certificate in a handshake of BouncyCastle's.</summary>
internal static class StapleReader
{
    private const int Header = 4;

    /// <returns>The OCSP answer in DER, whatever it says; null where there is none.</returns>
    public static byte[]? Find(TlsServerCertificate shown)
    {
        if (shown.CertificateStatus is { StatusType: CertificateStatusType.ocsp } status)
            return status.OcspResponse.GetEncoded();

        // In TLS 1.3 it comes with the certificate that it is for (RFC 8446 §4.4.2.1): its kind, its length, itself.
        var entries = shown.Certificate.GetCertificateEntryList();
        return
            entries is [{ Extensions: { } extensions }, ..]
            && extensions.TryGetValue(ExtensionType.status_request, out var said)
            && said is [(byte)CertificateStatusType.ocsp, var high, var middle, var low, ..]
            && ((high << 16) | (middle << 8) | low) == said.Length - Header
            ? said[Header..]
            : null;
    }
}
