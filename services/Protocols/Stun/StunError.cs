using System.Text;
using System.Text.Unicode;

namespace Ringback.Protocols.Stun;

/// <summary>The value of ERROR-CODE (RFC 8489 §14.8).</summary>
/// <param name="Code">300 to 699; see <see cref="StunErrorCode"/>.</param>
/// <param name="Reason">Text of the peer, for people: at most 763 bytes of valid UTF-8, not cleaned.</param>
public readonly record struct StunError(int Code, string Reason)
{
    private const int HeaderSize = 4;
    private const int MaxReasonSize = 763;

    /// <returns><see langword="false"/> for a code outside 300–699, or a reason that is too long or no UTF-8.</returns>
    public static bool TryParse(ReadOnlySpan<byte> value, out StunError error)
    {
        error = default;
        if (value.Length is < HeaderSize or > HeaderSize + MaxReasonSize)
            return false;

        // 21 reserved bits are ignored; then the hundreds in 3 bits, the rest in 8.
        int hundreds = value[2] & 0b111;
        int rest = value[3];
        if (hundreds is < 3 or > 6 || rest > 99 || !Utf8.IsValid(value[HeaderSize..]))
            return false;

        error = new StunError((hundreds * 100) + rest, Encoding.UTF8.GetString(value[HeaderSize..]));
        return true;
    }

    public byte[] ToBytes() => [0, 0, (byte)(Code / 100), (byte)(Code % 100), .. Encoding.UTF8.GetBytes(Reason)];

    public override string ToString() => $"{Code} {Reason}";
}
