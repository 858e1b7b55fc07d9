using System.Buffers.Binary;

namespace Ringback.Protocols.Rtp;

/// <summary>A named event in an RTP payload, such as a DTMF digit (RFC 4733 §2.3).</summary>
/// <param name="Code">0 to 9 are digits, 10 is *, 11 is #, 12 to 15 are A to D; others are no DTMF.</param>
/// <param name="IsEnd">Set in the last packet of the event, which is sent three times.</param>
/// <param name="Volume">Power below 0 dBm0, in dB, 0 to 63.</param>
/// <param name="Duration">So far, in timestamp units, from the timestamp of the packet on.</param>
public readonly record struct TelephoneEvent(byte Code, bool IsEnd, byte Volume, ushort Duration)
{
    /// <summary>In bytes.</summary>
    public const int Size = 4;

    private const string Digits = "0123456789*#ABCD";
    private const int VolumeMask = 0x3f;

    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |     event     |E|R| volume    |          duration             |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

    /// <summary>Null for an event that is no DTMF.</summary>
    public char? Digit => Code < Digits.Length ? Digits[Code] : null;

    /// <returns>False for what is on no telephone.</returns>
    public static bool TryGetCode(char digit, out byte code)
    {
        var place = Digits.IndexOf(digit, StringComparison.Ordinal);
        code = (byte)Math.Max(0, place);
        return place >= 0;
    }

    /// <returns>False for a payload that is too short. What follows is another event, and is skipped.</returns>
    public static bool TryParse(ReadOnlySpan<byte> payload, out TelephoneEvent read)
    {
        read = default;
        if (payload.Length < Size)
            return false;

        read = new TelephoneEvent(
            payload[0],
            (payload[1] & 0x80) != 0,
            (byte)(payload[1] & VolumeMask),
            BinaryPrimitives.ReadUInt16BigEndian(payload[2..])
        );
        return true;
    }

    /// <param name="payload">At least <see cref="Size"/>.</param>
    public void Write(Span<byte> payload)
    {
        payload[0] = Code;
        payload[1] = (byte)((IsEnd ? 0x80 : 0) | (Volume & VolumeMask));
        BinaryPrimitives.WriteUInt16BigEndian(payload[2..], Duration);
    }
}
