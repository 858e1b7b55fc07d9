using System.Buffers.Binary;

namespace Ringback.Protocols.Stun;

/// <summary>Tells STUN from whatever else comes to the same port. It protects nothing: anyone can compute it.</summary>
/// <remarks>RFC 8489 §14.7: the CRC-32 of ITU-T V.42 over all before the attribute, XOR "STUN".</remarks>
public static class StunFingerprint
{
    /// <summary>Of the value, in bytes.</summary>
    public const int Size = 4;

    private const uint Mask = 0x5354554E;

    private static readonly uint[] Table = CreateTable();

    /// <returns>
    /// <see langword="false"/> where it is missing, wrong, or not the last attribute. Whether a missing one matters is
    /// for the usage to say; plain STUN and TURN do not need it.
    /// </returns>
    public static bool Verify(in StunMessage message)
    {
        foreach (var attribute in message.Attributes)
        {
            if (attribute.Type != StunAttributeType.Fingerprint)
                continue;

            return attribute.Value.Length == Size
                && attribute.Offset + StunMessage.AttributeHeaderSize + Size == message.Bytes.Length
                && BinaryPrimitives.ReadUInt32BigEndian(attribute.Value) == Compute(message.Bytes[..attribute.Offset]);
        }

        return false;
    }

    /// <param name="before">The message up to the attribute; its length field counts the attribute already.</param>
    internal static uint Compute(ReadOnlySpan<byte> before)
    {
        var crc = uint.MaxValue;
        foreach (var value in before)
            crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);

        return ~crc ^ Mask;
    }

    private static uint[] CreateTable()
    {
        const uint ReversedPolynomial = 0xEDB88320;
        var table = new uint[256];
        for (var index = 0u; index < table.Length; index++)
        {
            var crc = index;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : ReversedPolynomial ^ (crc >> 1);

            table[index] = crc;
        }

        return table;
    }
}
