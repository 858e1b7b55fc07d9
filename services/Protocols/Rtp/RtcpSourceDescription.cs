using System.Buffers.Binary;
using System.Text;

namespace Ringback.Protocols.Rtp;

/// <summary>The part of a source description that RTCP cannot do without: the canonical name (RFC 3550 §6.5.1).</summary>
public static class RtcpSourceDescription
{
    private const byte End = 0;
    private const byte CanonicalName = 1;
    private const int SourceSize = 4;

    /// <summary>Finds the name that a source gives itself.</summary>
    /// <param name="name">UTF-8 as the peer wrote it; any bytes.</param>
    /// <returns>False where the packet does not name that source, or is malformed before it does.</returns>
    public static bool TryFindName(RtcpPacket packet, uint ssrc, out ReadOnlySpan<byte> name)
    {
        name = default;
        if (packet.Type != RtcpType.SourceDescription)
            return false;

        var rest = packet.Body;
        for (var chunk = 0; chunk < packet.Count; chunk++)
        {
            if (rest.Length < SourceSize)
                return false;

            var source = BinaryPrimitives.ReadUInt32BigEndian(rest);
            var items = rest[SourceSize..];
            if (!TryReadItems(ref items, out var found))
                return false;

            if (source == ssrc && !found.IsEmpty)
            {
                name = found;
                return true;
            }

            rest = items;
        }

        return false;
    }

    /// <summary>Writes a packet that names one source.</summary>
    /// <returns>False where there is no room, or the name is empty or longer than 255 bytes.</returns>
    public static bool TryWrite(Span<byte> destination, uint ssrc, string name, out int written)
    {
        written = 0;
        var length = Encoding.UTF8.GetByteCount(name);
        var items = (2 + length + 4) & ~3; // at least one byte of end, up to a multiple of four
        var size = RtcpPacket.HeaderSize + SourceSize + items;
        if (length is 0 or > byte.MaxValue || destination.Length < size)
            return false;

        RtcpPacket.WriteHeader(destination, RtcpType.SourceDescription, 1, size);
        var rest = destination[RtcpPacket.HeaderSize..size];
        BinaryPrimitives.WriteUInt32BigEndian(rest, ssrc);
        rest = rest[SourceSize..];
        rest.Clear();
        rest[0] = CanonicalName;
        rest[1] = (byte)length;
        Encoding.UTF8.GetBytes(name, rest[2..]);
        written = size;
        return true;
    }

    /// <summary>Walks one chunk's items to their end and the padding after it.</summary>
    private static bool TryReadItems(scoped ref ReadOnlySpan<byte> items, scoped out ReadOnlySpan<byte> name)
    {
        name = default;
        var place = 0;
        while (place < items.Length)
        {
            if (items[place] == End)
            {
                // A chunk ends at a multiple of four from the packet's start; chunks begin at one.
                var next = (place + 4) & ~3;
                if (next > items.Length)
                    return false;

                items = items[next..];
                return true;
            }

            if (place + 2 > items.Length || place + 2 + items[place + 1] > items.Length)
                return false;

            if (items[place] == CanonicalName)
                name = items.Slice(place + 2, items[place + 1]);

            place += 2 + items[place + 1];
        }

        return false;
    }
}
