using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ringback.ProbeWorker.Probes.Net.Tls;

/// <summary>Keys and hashes that no authority may use any more (CA/Browser Forum, Baseline Requirements §6.1.5, §7.1.3).</summary>
/// <remarks>The runtime lets them pass, and browsers do not.</remarks>
internal static class WeakCertificate
{
    private const int LeastRsaBits = 2048;
    private const int LeastCurveBits = 256;

    private static readonly FrozenDictionary<string, string> WeakSignatures = new Dictionary<string, string>
    {
        ["1.2.840.113549.1.1.2"] = "MD2",
        ["1.2.840.113549.1.1.4"] = "MD5",
        ["1.2.840.113549.1.1.5"] = "SHA-1",
        ["1.3.14.3.2.29"] = "SHA-1",
        ["1.2.840.10040.4.3"] = "SHA-1",
        ["1.2.840.10045.4.1"] = "SHA-1",
    }.ToFrozenDictionary();

    /// <returns>What is weak about it, the end of a sentence about it; null where nothing is.</returns>
    public static string? Find(X509Certificate2 certificate)
    {
        if (WeakSignatures.TryGetValue(certificate.SignatureAlgorithm.Value ?? "", out var hash))
            return $"is signed with the broken hash {hash}";

        return SizeOf(certificate) is { } key && key.Bits < Least(key.Kind)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"has a weak key: {key.Kind} of {key.Bits} bits, {Least(key.Kind)} are the least"
            )
            : null;
    }

    /// <returns>Null for a kind of key of which size says nothing.</returns>
    public static (string Kind, int Bits)? SizeOf(X509Certificate2 certificate)
    {
        try
        {
            using var rsa = certificate.GetRSAPublicKey();
            if (rsa is not null)
                return ("RSA", rsa.KeySize);

            using var curve = certificate.GetECDsaPublicKey();
            return curve is null ? null : ("EC", curve.KeySize);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static int Least(string kind) => kind == "RSA" ? LeastRsaBits : LeastCurveBits;
}
