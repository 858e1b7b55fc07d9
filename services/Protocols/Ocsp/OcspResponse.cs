using System.Formats.Asn1;
using System.Numerics;

namespace Ringback.Protocols.Ocsp;

/// <summary>What a responder says of certificates (RFC 6960 §4.2.1), as far as it concerns who is told.</summary>
/// <param name="Status">0 is successful; any other is an error, and comes without <paramref name="Basic"/>.</param>
/// <param name="Basic">Null for an error, and for a type of response that nobody but its makers knows.</param>
public sealed record OcspResponse(int Status, OcspBasicResponse? Basic)
{
    /// <summary>Longer ones are nobody's: one certificate's has 500 bytes, with the responder's own 2,000.</summary>
    public const int MaxSize = 32 * 1024;

    private const string BasicType = "1.3.6.1.5.5.7.48.1.1";

    /// <param name="der">Whatever a peer sent.</param>
    public static bool TryParse(ReadOnlySpan<byte> der, out OcspResponse response)
    {
        response = new OcspResponse(-1, null);
        if (der.Length > MaxSize)
            return false;

        try
        {
            response = Read(der.ToArray());
            return true;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    /// <summary>As RFC 6960 calls it, for people.</summary>
    public static string NameOf(int status) =>
        status switch
        {
            0 => "successful",
            1 => "malformedRequest",
            2 => "internalError",
            3 => "tryLater",
            5 => "sigRequired",
            6 => "unauthorized",
            _ => $"status {status}",
        };

    private static OcspResponse Read(byte[] der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var response = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var said = new BigInteger(response.ReadEnumeratedBytes().Span, isBigEndian: true);
        var status = said >= 0 && said <= byte.MaxValue ? (int)said : byte.MaxValue;
        if (!response.HasData)
            return new(status, null);

        var bytes = response.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).ReadSequence();
        response.ThrowIfNotEmpty();
        return bytes.ReadObjectIdentifier() == BasicType
            ? new(status, OcspBasicResponse.Read(bytes.ReadOctetString()))
            : new(status, null);
    }
}
