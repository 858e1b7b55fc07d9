using System.Buffers.Text;

namespace Ringback.Protocols.Stun;

/// <summary>What a nonce says of its server (RFC 8489 §9.2, §18.1).</summary>
/// <remarks>
/// A nonce that begins with the cookie goes on with 24 bits in base64. An attacker who strips the attributes that
/// offer the better algorithms cannot strip these bits: the integrity covers the nonce.
/// </remarks>
public static class StunNonce
{
    private const int FeaturesSize = 4;

    private static ReadOnlySpan<byte> Cookie => "obMatJos2"u8;

    /// <summary>Bit 0 (the most significant of the 24): the server takes PASSWORD-ALGORITHM.</summary>
    public static bool OffersPasswordAlgorithms(ReadOnlySpan<byte> nonce) => (Features(nonce) & 0x80_00_00) != 0;

    /// <summary>Bit 1: the server takes USERHASH, and asks for it.</summary>
    public static bool OffersUsernameAnonymity(ReadOnlySpan<byte> nonce) => (Features(nonce) & 0x40_00_00) != 0;

    private static int Features(ReadOnlySpan<byte> nonce)
    {
        Span<byte> bytes = stackalloc byte[3];
        if (
            !nonce.StartsWith(Cookie)
            || nonce.Length < Cookie.Length + FeaturesSize
            || Base64.DecodeFromUtf8(nonce.Slice(Cookie.Length, FeaturesSize), bytes, out _, out var written)
                != System.Buffers.OperationStatus.Done
            || written != bytes.Length
        )
        {
            return 0;
        }

        return (bytes[0] << 16) | (bytes[1] << 8) | bytes[2];
    }
}
