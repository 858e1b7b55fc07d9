using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ringback.ProbeWorker.Probes.Net.Tls;
using Ringback.Tests.BadPeers;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net.Tls;

/// <summary>No TLS library of today serves these any more, so they are judged without a handshake.</summary>
public sealed class WeakCertificateTests
{
    private static readonly TestAuthority Root = TestAuthority.Root("Root");

    [Fact]
    public void A_short_key_is_not_trusted_although_its_chain_is()
    {
        using var leaf = Root.Leaf(key: RSA.Create(1024));
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Root.Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        Assert.True(chain.Build(leaf));

        Assert.Equal(
            "The certificate is not trusted: it has a weak key: RSA of 1024 bits, 2048 are the least.",
            CertificateObjections.Find(leaf, chain, SslPolicyErrors.None, "127.0.0.1", TimeProvider.System.GetUtcNow())
        );
    }

    [Fact]
    public void A_broken_hash_is_weak()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=old", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var old = request.Create(
            request.SubjectName,
            new Sha1Signatures(key),
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddYears(100),
            [1]
        );

        Assert.Equal("is signed with the broken hash SHA-1", WeakCertificate.Find(old));
    }

    [Theory]
    [InlineData(2048)]
    [InlineData(3072)]
    public void A_long_key_is_not_weak(int bits)
    {
        using var leaf = Root.Leaf(key: RSA.Create(bits));

        Assert.Null(WeakCertificate.Find(leaf));
    }

    private sealed class Sha1Signatures(RSA key) : X509SignatureGenerator
    {
        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) =>
            // SEQUENCE { OID 1.2.840.113549.1.1.5, NULL }
            Convert.FromHexString("300d06092a864886f70d0101050500");

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) =>
            key.SignData(data, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);

        protected override PublicKey BuildPublicKey() => CreateForRSA(key, RSASignaturePadding.Pkcs1).PublicKey;
    }
}
