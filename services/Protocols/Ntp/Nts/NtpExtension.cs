using System.Buffers.Binary;

namespace Ringback.Protocols.Ntp.Nts;

/// <summary>Fields behind the header (RFC 7822): two bytes of type, two of length with these four in it, whole words.</summary>
internal static class NtpExtension
{
    public const ushort UniqueIdentifier = 0x0104;
    public const ushort Cookie = 0x0204;
    public const ushort Authenticator = 0x0404;

    private const int Head = 4;

    /// <summary>With zeros up to the next word.</summary>
    public static void Append(List<byte> packet, ushort type, ReadOnlySpan<byte> body)
    {
        Span<byte> head = stackalloc byte[Head];
        BinaryPrimitives.WriteUInt16BigEndian(head, type);
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(Head + Padded(body.Length)));
        packet.AddRange(head);
        packet.AddRange(body);
        for (var i = body.Length; i < Padded(body.Length); i++)
            packet.Add(0);
    }

    /// <summary>Takes the next one.</summary>
    /// <param name="at">Its place; then that of the one behind it.</param>
    /// <returns><see langword="false"/> at the end, and where its length does not fit.</returns>
    public static bool TryTake(ReadOnlySpan<byte> packet, ref int at, out ushort type, out ReadOnlySpan<byte> body)
    {
        type = 0;
        body = default;
        if (packet.Length - at < Head)
            return false;

        type = BinaryPrimitives.ReadUInt16BigEndian(packet[at..]);
        int size = BinaryPrimitives.ReadUInt16BigEndian(packet[(at + 2)..]);
        if (size < Head || size % 4 != 0 || size > packet.Length - at)
            return false;

        body = packet.Slice(at + Head, size - Head);
        at += size;
        return true;
    }

    public static int Padded(int length) => (length + 3) & ~3;
}
