using System.Buffers.Binary;

namespace Ringback.Protocols.Rtp;

/// <summary>How NAL units travel in RTP, other than one whole in a packet (RFC 6184 §5.7, §5.8).</summary>
public static class H264Payload
{
    /// <summary>Of a STAP-A packet, in bytes; each unit in it has its length before it, in two more.</summary>
    public const int AggregateHeaderSize = 1;

    /// <summary>Before each unit of a STAP-A packet, in bytes.</summary>
    public const int UnitLengthSize = 2;

    /// <summary>Of an FU-A packet, in bytes: indicator and header. The unit's own header is in them.</summary>
    public const int FragmentHeaderSize = 2;

    private const int AggregateType = 24;
    private const int FragmentType = 28;
    private const int TypeMask = 0x1f;
    private const int ImportanceMask = 0x60;
    private const int MostImportant = 0x60;

    // +---------------+---------------+---------------+
    // |0|1|2|3|4|5|6|7|0|1|2|3|4|5|6|7|0|1|2|3|4|5|6|7|
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |F|NRI|  Type   |   size of the unit (STAP-A)   |
    // |F|NRI|  Type   |S|E|R|  Type   |  (FU-A)
    // +---------------+---------------+

    /// <summary>First byte of a STAP-A packet.</summary>
    public static byte AggregateHeader => MostImportant | AggregateType;

    /// <summary>Writes the length of the unit that follows in a STAP-A packet.</summary>
    public static void WriteUnitLength(Span<byte> destination, int length) =>
        BinaryPrimitives.WriteUInt16BigEndian(destination, checked((ushort)length));

    /// <summary>Writes what stands before a part of a unit in an FU-A packet.</summary>
    /// <param name="destination">At least <see cref="FragmentHeaderSize"/>.</param>
    /// <param name="unitHeader">First byte of the unit, which is not repeated in the parts.</param>
    /// <param name="isFirst">Whether the part begins the unit.</param>
    /// <param name="isLast">Whether it ends it: never both.</param>
    public static void WriteFragmentHeader(Span<byte> destination, byte unitHeader, bool isFirst, bool isLast)
    {
        destination[0] = (byte)((unitHeader & ImportanceMask) | FragmentType);
        destination[1] = (byte)((isFirst ? 0x80 : 0) | (isLast ? 0x40 : 0) | (unitHeader & TypeMask));
    }
}
