using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Ringback.ProbeWorker.Probes.Net.Tls;

/// <summary>The TLS feature of a certificate that wants an OCSP answer stapled to it (RFC 7633).</summary>
internal static class MustStaple
{
    private const string TlsFeature = "1.3.6.1.5.5.7.1.24";
    private const int StatusRequest = 5;

    public static bool IsSaidBy(X509Certificate2 certificate)
    {
        if (certificate.Extensions.FirstOrDefault(each => each.Oid?.Value == TlsFeature) is not { } extension)
            return false;

        try
        {
            var features = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (features.HasData)
            {
                if (features.TryReadInt32(out var feature) && feature == StatusRequest)
                    return true;
            }

            return false;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }
}
