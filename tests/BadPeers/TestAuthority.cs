using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ringback.Tests.BadPeers;

/// <summary>A certificate authority of a test, with keys of its own.</summary>
internal sealed class TestAuthority
{
    public const string ServerUse = "1.3.6.1.5.5.7.3.1";
    public const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private readonly AsymmetricAlgorithm _key;

    private TestAuthority(X509Certificate2 certificate, AsymmetricAlgorithm key)
    {
        Certificate = certificate;
        _key = key;
    }

    public X509Certificate2 Certificate { get; }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public static TestAuthority Root(string name)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = AuthorityRequest(name, key);
        return new(request.CreateSelfSigned(Now.AddDays(-400), Now.AddDays(4000)), key);
    }

    /// <param name="isAuthority">False for one that issues although it may not.</param>
    public TestAuthority Intermediate(
        string name,
        double fromDays = -300,
        double toDays = 3000,
        bool isAuthority = true
    )
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new(Sign(AuthorityRequest(name, key, isAuthority), fromDays, toDays), key);
    }

    /// <summary>For 127.0.0.1 and <c>localhost</c>, with its key.</summary>
    /// <param name="key">Null for one on P-256.</param>
    public X509Certificate2 Leaf(
        double fromDays = -30,
        double toDays = 90,
        string host = "127.0.0.1",
        string use = ServerUse,
        AsymmetricAlgorithm? key = null
    )
    {
        key ??= ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = RequestOf("leaf", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(host);

        names.AddDnsName("localhost.test");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        var signed = Sign(request, fromDays, toDays);
        return key is RSA rsa ? signed.CopyWithPrivateKey(rsa) : signed.CopyWithPrivateKey((ECDsa)key);
    }

    public static X509Certificate2 SelfSigned(IPAddress address, TimeSpan lifetime)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=loopback", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(Now.AddDays(-30), Now + lifetime);
    }

    private static CertificateRequest AuthorityRequest(string name, AsymmetricAlgorithm key, bool isAuthority = true)
    {
        var request = RequestOf(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        return request;
    }

    private static CertificateRequest RequestOf(string name, AsymmetricAlgorithm key, HashAlgorithmName hash) =>
        key is RSA rsa ? new($"CN={name}", rsa, hash, RSASignaturePadding.Pkcs1) : new($"CN={name}", (ECDsa)key, hash);

    private X509Certificate2 Sign(CertificateRequest request, double fromDays, double toDays)
    {
        var generator = _key is RSA rsa
            ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1)
            : X509SignatureGenerator.CreateForECDsa((ECDsa)_key);
        return request.Create(
            Certificate.SubjectName,
            generator,
            Now.AddDays(fromDays),
            Now.AddDays(toDays),
            RandomNumberGenerator.GetBytes(12)
        );
    }
}
