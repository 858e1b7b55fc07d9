using System.Formats.Asn1;

namespace Ringback.Protocols.Ocsp;

/// <summary>Content, algorithm and signature, as certificates and OCSP answers begin (RFC 5280 §4.1.1, RFC 6960 §4.2.1).</summary>
/// <param name="Content">In DER, as it is signed.</param>
/// <param name="Algorithm">Of the signature, as an object identifier.</param>
public sealed record SignedDer(ReadOnlyMemory<byte> Content, string Algorithm, ReadOnlyMemory<byte> Signature)
{
    /// <param name="certificate">In DER, whole.</param>
    public static bool TryReadCertificate(ReadOnlySpan<byte> certificate, out SignedDer signed)
    {
        signed = new SignedDer(default, "", default);
        try
        {
            signed = Read(new AsnReader(certificate.ToArray(), AsnEncodingRules.DER).ReadSequence());
            return true;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    /// <exception cref="AsnContentException">It is none.</exception>
    internal static SignedDer Read(AsnReader sequence)
    {
        var content = sequence.ReadEncodedValue();
        var algorithm = sequence.ReadSequence().ReadObjectIdentifier();
        return new(content, algorithm, sequence.ReadBitString(out _));
    }
}
