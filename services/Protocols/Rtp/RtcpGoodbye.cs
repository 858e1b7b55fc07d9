using System.Buffers.Binary;

namespace Ringback.Protocols.Rtp;

/// <summary>Sources that leave (RFC 3550 §6.6).</summary>
public static class RtcpGoodbye
{
    private const int SourceSize = 4;

    /// <returns>Whether the packet says that <paramref name="ssrc"/> leaves; false where it is malformed or another.</returns>
    public static bool Names(RtcpPacket packet, uint ssrc)
    {
        if (packet.Type != RtcpType.Goodbye || packet.Body.Length < packet.Count * SourceSize)
            return false;

        for (var i = 0; i < packet.Count; i++)
        {
            if (BinaryPrimitives.ReadUInt32BigEndian(packet.Body[(i * SourceSize)..]) == ssrc)
                return true;
        }

        return false;
    }

    /// <summary>Writes a packet by which one source leaves, without a reason.</summary>
    public static bool TryWrite(Span<byte> destination, uint ssrc, out int written)
    {
        const int Size = RtcpPacket.HeaderSize + SourceSize;
        written = 0;
        if (destination.Length < Size)
            return false;

        RtcpPacket.WriteHeader(destination, RtcpType.Goodbye, 1, Size);
        BinaryPrimitives.WriteUInt32BigEndian(destination[RtcpPacket.HeaderSize..], ssrc);
        written = Size;
        return true;
    }
}
