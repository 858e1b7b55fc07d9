using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;

namespace Ringback.ProbeWorker.Probes.Net.Tls;

/// <summary>BouncyCastle's, but it leaves to us what certificates demand of their servers (must-staple, RFC 7633).</summary>
/// <remarks>
/// Its own check looks for the staple among the server's extensions. In TLS 1.3 it is never there, so that it refuses even who staples; and who
/// does not is to be told so in our words.
/// </remarks>
internal sealed class StrangersCrypto() : BcTlsCrypto(new SecureRandom())
{
    public override TlsCertificate CreateCertificate(short type, byte[] encoding) =>
        type == CertificateType.X509 ? new Certificate(this, encoding) : base.CreateCertificate(type, encoding);

    private sealed class Certificate(BcTlsCrypto crypto, byte[] encoding)
        : BcTlsCertificate(crypto, X509CertificateStructure.GetInstance(encoding))
    {
        public override byte[]? GetExtension(DerObjectIdentifier extensionOid) =>
            extensionOid.Equals(TlsObjectIdentifiers.id_pe_tlsfeature) ? null : base.GetExtension(extensionOid);
    }
}
