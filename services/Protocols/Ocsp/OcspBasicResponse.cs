using System.Formats.Asn1;

namespace Ringback.Protocols.Ocsp;

/// <summary>A signed answer (RFC 6960 §4.2.1). Nothing of it is proven yet.</summary>
/// <param name="Signed">What is signed, and by what.</param>
/// <param name="ResponderName">The signer's subject, in DER; null where it is named by its key.</param>
/// <param name="ResponderKeyHash">SHA-1 over the signer's public key; null where it is named by its subject.</param>
/// <param name="Certificates">Of the signer, and of whoever vouches for it, in DER; none for the issuer itself.</param>
public sealed record OcspBasicResponse(
    SignedDer Signed,
    ReadOnlyMemory<byte>? ResponderName,
    ReadOnlyMemory<byte>? ResponderKeyHash,
    DateTimeOffset ProducedAt,
    IReadOnlyList<OcspSingleResponse> Responses,
    IReadOnlyList<ReadOnlyMemory<byte>> Certificates
)
{
    private const int MostResponses = 32;
    private const int MostCertificates = 4;

    /// <exception cref="AsnContentException">It is none.</exception>
    internal static OcspBasicResponse Read(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var response = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var signed = SignedDer.Read(response);
        var certificates = new List<ReadOnlyMemory<byte>>();
        if (response.HasData)
        {
            var shown = response.ReadSequence(Tag(0)).ReadSequence();
            while (shown.HasData && certificates.Count < MostCertificates)
                certificates.Add(shown.ReadEncodedValue());
        }

        var data = new AsnReader(signed.Content, AsnEncodingRules.DER).ReadSequence();
        if (data.PeekTag().HasSameClassAndValue(Tag(0)))
            _ = data.ReadEncodedValue(); // the version, which is 1

        ReadOnlyMemory<byte>? name = null;
        ReadOnlyMemory<byte>? key = null;
        if (data.PeekTag().HasSameClassAndValue(Tag(1)))
            name = data.ReadSequence(Tag(1)).ReadEncodedValue();
        else
            key = data.ReadSequence(Tag(2)).ReadOctetString();

        var producedAt = data.ReadGeneralizedTime();
        var responses = new List<OcspSingleResponse>();
        var listed = data.ReadSequence();
        while (listed.HasData && responses.Count < MostResponses)
            responses.Add(OcspSingleResponse.Read(listed.ReadSequence()));

        return new(signed, name, key, producedAt, responses, certificates);
    }

    internal static Asn1Tag Tag(int number) => new(TagClass.ContextSpecific, number);
}
