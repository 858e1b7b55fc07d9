using System.Formats.Asn1;
using System.Numerics;

namespace Ringback.Protocols.Ocsp;

/// <summary>What is said of one certificate (RFC 6960 §4.2.1).</summary>
/// <param name="HashAlgorithm">Of the two hashes, as an object identifier.</param>
/// <param name="IssuerNameHash">Over the issuer's subject, in DER.</param>
/// <param name="IssuerKeyHash">Over the issuer's public key, without its algorithm.</param>
/// <param name="SerialNumber">Big-endian, as the certificate has it.</param>
/// <param name="RevokedAt">Null where it is not revoked.</param>
/// <param name="RevocationReason">CRLReason (RFC 5280 §5.3.1); null where none is given.</param>
/// <param name="NextUpdate">Until when it is to be believed; null where that is not said.</param>
public sealed record OcspSingleResponse(
    string HashAlgorithm,
    ReadOnlyMemory<byte> IssuerNameHash,
    ReadOnlyMemory<byte> IssuerKeyHash,
    ReadOnlyMemory<byte> SerialNumber,
    OcspCertificateStatus Status,
    DateTimeOffset? RevokedAt,
    int? RevocationReason,
    DateTimeOffset ThisUpdate,
    DateTimeOffset? NextUpdate
)
{
    /// <exception cref="AsnContentException">It is none.</exception>
    internal static OcspSingleResponse Read(AsnReader response)
    {
        var id = response.ReadSequence();
        var algorithm = id.ReadSequence().ReadObjectIdentifier();
        var name = id.ReadOctetString();
        var key = id.ReadOctetString();
        var serial = id.ReadIntegerBytes();
        var (status, revokedAt, reason) = ReadStatus(response);
        var thisUpdate = response.ReadGeneralizedTime();
        DateTimeOffset? nextUpdate = null;
        if (response.HasData && response.PeekTag().HasSameClassAndValue(OcspBasicResponse.Tag(0)))
            nextUpdate = response.ReadSequence(OcspBasicResponse.Tag(0)).ReadGeneralizedTime();

        return new(algorithm, name, key, serial, status, revokedAt, reason, thisUpdate, nextUpdate);
    }

    private static (OcspCertificateStatus Status, DateTimeOffset? At, int? Reason) ReadStatus(AsnReader response)
    {
        var tag = response.PeekTag();
        if (tag.HasSameClassAndValue(OcspBasicResponse.Tag(1)))
        {
            var revoked = response.ReadSequence(OcspBasicResponse.Tag(1));
            var at = revoked.ReadGeneralizedTime();
            int? reason = null;
            if (revoked.HasData)
            {
                var said = revoked.ReadSequence(OcspBasicResponse.Tag(0)).ReadEnumeratedBytes().Span;
                reason = (int)BigInteger.Min(new BigInteger(said, isUnsigned: true, isBigEndian: true), byte.MaxValue);
            }

            return (OcspCertificateStatus.Revoked, at, reason);
        }

        _ = response.ReadEncodedValue();
        return tag.HasSameClassAndValue(OcspBasicResponse.Tag(0))
            ? (OcspCertificateStatus.Good, null, null)
            : (OcspCertificateStatus.Unknown, null, null);
    }
}

public enum OcspCertificateStatus
{
    Good,
    Revoked,

    /// <summary>The responder knows nothing of it.</summary>
    Unknown,
}
