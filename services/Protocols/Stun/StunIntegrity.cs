using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Ringback.Protocols.Stun;

/// <summary>The keyed hashes that show who sent a message, and that nobody changed it.</summary>
/// <remarks>
/// RFC 8489 §14.5 and §14.6. Each covers the header, with a length that ends at the integrity attribute itself, and
/// everything before that attribute. The received bytes are never written to; hashes are compared in constant time.
/// </remarks>
public static class StunIntegrity
{
    /// <summary>Of MESSAGE-INTEGRITY, in bytes.</summary>
    public const int Sha1Size = 20;

    /// <summary>Of MESSAGE-INTEGRITY-SHA256, in bytes. No usage known here allows the truncated forms of §14.6.</summary>
    public const int Sha256Size = 32;

    /// <returns><see langword="false"/> where MESSAGE-INTEGRITY is missing, of a wrong size, or not made with this key.</returns>
    public static bool VerifySha1(in StunMessage message, ReadOnlySpan<byte> key)
    {
        Span<byte> expected = stackalloc byte[Sha1Size];
        if (!TryFind(message, StunAttributeType.MessageIntegrity, Sha1Size, out var attribute))
            return false;

        ComputeSha1(message.Bytes[..(attribute.Offset + StunMessage.AttributeHeaderSize + Sha1Size)], key, expected);
        return CryptographicOperations.FixedTimeEquals(attribute.Value, expected);
    }

    /// <returns>
    /// <see langword="false"/> where MESSAGE-INTEGRITY-SHA256 is missing, truncated, or not made with this key.
    /// </returns>
    public static bool VerifySha256(in StunMessage message, ReadOnlySpan<byte> key)
    {
        Span<byte> expected = stackalloc byte[Sha256Size];
        if (!TryFind(message, StunAttributeType.MessageIntegritySha256, Sha256Size, out var attribute))
            return false;

        ComputeSha256(
            message.Bytes[..(attribute.Offset + StunMessage.AttributeHeaderSize + Sha256Size)],
            key,
            expected
        );
        return CryptographicOperations.FixedTimeEquals(attribute.Value, expected);
    }

    /// <param name="message">Ends with the integrity attribute, whose value does not count.</param>
    internal static void ComputeSha1(ReadOnlySpan<byte> message, ReadOnlySpan<byte> key, Span<byte> hash) =>
        Compute(HashAlgorithmName.SHA1, message, key, hash);

    /// <param name="message">Ends with the integrity attribute, whose value does not count.</param>
    internal static void ComputeSha256(ReadOnlySpan<byte> message, ReadOnlySpan<byte> key, Span<byte> hash) =>
        Compute(HashAlgorithmName.SHA256, message, key, hash);

    private static void Compute(
        HashAlgorithmName algorithm,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> key,
        Span<byte> hash
    )
    {
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(message.Length - StunMessage.HeaderSize));

        using var hmac = IncrementalHash.CreateHMAC(algorithm, key);
        hmac.AppendData(message[..2]);
        hmac.AppendData(length);
        hmac.AppendData(message[4..^(StunMessage.AttributeHeaderSize + hash.Length)]);
        hmac.GetHashAndReset(hash);
    }

    private static bool TryFind(in StunMessage message, StunAttributeType type, int size, out StunAttribute found)
    {
        foreach (var attribute in message.Attributes)
        {
            if (attribute.Type == type)
            {
                found = attribute;
                return attribute.Value.Length == size;
            }
        }

        found = default;
        return false;
    }
}
