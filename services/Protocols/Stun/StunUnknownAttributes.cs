using System.Buffers.Binary;

namespace Ringback.Protocols.Stun;

/// <summary>Attributes that one side must understand and does not.</summary>
/// <remarks>RFC 8489 §6.3.1, §14.9: a request with one is answered 420, a response with one fails its transaction.</remarks>
public static class StunUnknownAttributes
{
    /// <summary>Those of a received message below 0x8000 that <see cref="StunAttributeType"/> does not list, each once.</summary>
    public static IReadOnlyList<ushort> In(in StunMessage message)
    {
        List<ushort>? unknown = null;
        foreach (var attribute in message.Attributes)
        {
            var type = (ushort)attribute.Type;
            if (attribute.IsComprehensionRequired && !Enum.IsDefined(attribute.Type) && unknown?.Contains(type) != true)
                (unknown ??= []).Add(type);
        }

        return unknown ?? [];
    }

    /// <summary>Reads the value of UNKNOWN-ATTRIBUTES: what the peer did not understand.</summary>
    /// <returns><see langword="false"/> where it is no list of 16-bit numbers.</returns>
    public static bool TryParse(ReadOnlySpan<byte> value, out ushort[] types)
    {
        types = [];
        if (value.Length % 2 != 0)
            return false;

        types = new ushort[value.Length / 2];
        for (var i = 0; i < types.Length; i++)
            types[i] = BinaryPrimitives.ReadUInt16BigEndian(value[(2 * i)..]);

        return true;
    }

    /// <summary>The value of UNKNOWN-ATTRIBUTES.</summary>
    public static byte[] Write(IReadOnlyList<ushort> types)
    {
        var value = new byte[2 * types.Count];
        for (var i = 0; i < types.Count; i++)
            BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(2 * i), types[i]);

        return value;
    }
}
