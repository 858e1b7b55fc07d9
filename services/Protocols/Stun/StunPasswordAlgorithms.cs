using System.Buffers.Binary;

namespace Ringback.Protocols.Stun;

/// <summary>The values of PASSWORD-ALGORITHMS and PASSWORD-ALGORITHM (RFC 8489 §14.11, §14.12).</summary>
public static class StunPasswordAlgorithms
{
    private const int HeaderSize = 4;

    /// <summary>Finds the first algorithm of the server's list that is known here and has no parameters.</summary>
    /// <returns><see langword="false"/> where there is none, or the list is malformed.</returns>
    public static bool TryChoose(ReadOnlySpan<byte> value, out StunPasswordAlgorithm chosen)
    {
        chosen = default;
        while (!value.IsEmpty)
        {
            if (value.Length < HeaderSize)
                return false;

            var algorithm = (StunPasswordAlgorithm)BinaryPrimitives.ReadUInt16BigEndian(value);
            var parameters = BinaryPrimitives.ReadUInt16BigEndian(value[2..]);
            var size = HeaderSize + ((parameters + 3) & ~3);
            if (size > value.Length)
                return false;

            if (chosen == default && parameters == 0 && Enum.IsDefined(algorithm))
                chosen = algorithm;

            value = value[size..];
        }

        return chosen != default;
    }

    /// <summary>The value of either attribute for algorithms without parameters.</summary>
    public static byte[] Write(params ReadOnlySpan<StunPasswordAlgorithm> algorithms)
    {
        var value = new byte[HeaderSize * algorithms.Length];
        for (var i = 0; i < algorithms.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(HeaderSize * i), (ushort)algorithms[i]);

        return value;
    }
}
