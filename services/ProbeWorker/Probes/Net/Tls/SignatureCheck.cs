using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ringback.Protocols.Ocsp;

namespace Ringback.ProbeWorker.Probes.Net.Tls;

/// <summary>Whether something bears the signature of a certificate's holder.</summary>
/// <remarks>One made with a hash that is broken, or by an algorithm that is not known, is none.</remarks>
internal static class SignatureCheck
{
    public const string Sha1 = "1.3.14.3.2.26";

    private static readonly FrozenDictionary<string, (bool IsCurve, HashAlgorithmName Hash)> Algorithms =
        new Dictionary<string, (bool, HashAlgorithmName)>
        {
            ["1.2.840.113549.1.1.11"] = (false, HashAlgorithmName.SHA256),
            ["1.2.840.113549.1.1.12"] = (false, HashAlgorithmName.SHA384),
            ["1.2.840.113549.1.1.13"] = (false, HashAlgorithmName.SHA512),
            ["1.2.840.10045.4.3.2"] = (true, HashAlgorithmName.SHA256),
            ["1.2.840.10045.4.3.3"] = (true, HashAlgorithmName.SHA384),
            ["1.2.840.10045.4.3.4"] = (true, HashAlgorithmName.SHA512),
        }.ToFrozenDictionary();

    public static bool IsOf(X509Certificate2 signer, SignedDer signed)
    {
        if (!Algorithms.TryGetValue(signed.Algorithm, out var algorithm))
            return false;

        try
        {
            var content = signed.Content.Span;
            var signature = signed.Signature.Span;
            if (algorithm.IsCurve)
            {
                using var curve = signer.GetECDsaPublicKey();
                return curve?.VerifyData(content, signature, algorithm.Hash, DSASignatureFormat.Rfc3279DerSequence)
                    is true;
            }

            using var rsa = signer.GetRSAPublicKey();
            return rsa?.VerifyData(content, signature, algorithm.Hash, RSASignaturePadding.Pkcs1) is true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
