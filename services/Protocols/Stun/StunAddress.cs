using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Ringback.Protocols.Stun;

/// <summary>Addresses as attributes carry them: family, port, then 4 or 16 bytes.</summary>
/// <remarks>
/// RFC 8489 §14.1 plain (MAPPED-ADDRESS, ALTERNATE-SERVER, OTHER-ADDRESS) and §14.2 XORed with cookie and transaction
/// id (XOR-MAPPED-ADDRESS, XOR-PEER-ADDRESS, XOR-RELAYED-ADDRESS), which keeps meddling NATs from rewriting them.
/// </remarks>
public static class StunAddress
{
    private const int HeaderSize = 4;
    private const byte IPv4 = 0x01;
    private const byte IPv6 = 0x02;

    /// <returns><see langword="false"/> for an unknown family, or a length that is not the family's.</returns>
    public static bool TryParse(ReadOnlySpan<byte> value, out IPEndPoint address) =>
        TryParse(value, stackalloc byte[16], out address);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out IPEndPoint)"/>
    /// <param name="transactionId">That of the message the value came in.</param>
    public static bool TryParseXor(ReadOnlySpan<byte> value, ReadOnlySpan<byte> transactionId, out IPEndPoint address)
    {
        Span<byte> mask = stackalloc byte[16];
        WriteMask(mask, transactionId);
        return TryParse(value, mask, out address);
    }

    /// <summary>The value of a plain address attribute.</summary>
    public static byte[] Write(IPEndPoint address) => Write(address, stackalloc byte[16]);

    /// <summary>The value of a XORed address attribute in a message with this transaction id.</summary>
    public static byte[] WriteXor(IPEndPoint address, ReadOnlySpan<byte> transactionId)
    {
        Span<byte> mask = stackalloc byte[16];
        WriteMask(mask, transactionId);
        return Write(address, mask);
    }

    private static bool TryParse(ReadOnlySpan<byte> value, ReadOnlySpan<byte> mask, out IPEndPoint address)
    {
        address = new IPEndPoint(IPAddress.None, 0);
        if (value.Length < HeaderSize)
            return false;

        var size = value[1] switch
        {
            IPv4 => 4,
            IPv6 => 16,
            _ => -1,
        };
        if (value.Length != HeaderSize + size)
            return false;

        Span<byte> bytes = stackalloc byte[16];
        bytes = bytes[..size];
        for (var i = 0; i < size; i++)
            bytes[i] = (byte)(value[HeaderSize + i] ^ mask[i]);

        var port = BinaryPrimitives.ReadUInt16BigEndian(value[2..]) ^ BinaryPrimitives.ReadUInt16BigEndian(mask);
        address = new IPEndPoint(new IPAddress(bytes), port);
        return true;
    }

    private static byte[] Write(IPEndPoint address, ReadOnlySpan<byte> mask)
    {
        if (address.Address.IsIPv4MappedToIPv6)
            address = new IPEndPoint(address.Address.MapToIPv4(), address.Port);

        var isIPv4 = address.AddressFamily == AddressFamily.InterNetwork;
        var value = new byte[HeaderSize + (isIPv4 ? 4 : 16)];
        value[1] = isIPv4 ? IPv4 : IPv6;
        var port = address.Port ^ BinaryPrimitives.ReadUInt16BigEndian(mask);
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(2), (ushort)port);
        address.Address.TryWriteBytes(value.AsSpan(HeaderSize), out _);
        for (var i = HeaderSize; i < value.Length; i++)
            value[i] ^= mask[i - HeaderSize];

        return value;
    }

    private static void WriteMask(Span<byte> mask, ReadOnlySpan<byte> transactionId)
    {
        BinaryPrimitives.WriteUInt32BigEndian(mask, StunMessage.MagicCookie);
        transactionId.CopyTo(mask[4..]);
    }
}
