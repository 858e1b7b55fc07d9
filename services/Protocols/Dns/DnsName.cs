using System.Text;

namespace Ringback.Protocols.Dns;

/// <summary>Names on the wire and as text: labels with dots between them, without one at the end; the root is a dot alone.</summary>
/// <remarks>RFC 1035 §3.1, §4.1.4. In text whatever is no letter, digit, <c>-</c> or <c>_</c> is a backslash and three digits.</remarks>
public static class DnsName
{
    /// <summary>On the wire, in bytes, with the length before each label and the root at the end.</summary>
    public const int MaxSize = 255;

    private const int MaxLabel = 63;
    private const int LongestEscape = 4;
    private const int Pointer = 0b11_000000;

    /// <summary>Names do not know upper case from lower.</summary>
    public static bool IsSame(string left, string right) =>
        string.Equals(Trim(left), Trim(right), StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the name at an offset, which then is behind it.</summary>
    /// <returns><see langword="false"/> where it is too long, ends nowhere, or points forward or to itself.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, ref int offset, out string name)
    {
        name = "";
        Span<char> text = stackalloc char[MaxSize * LongestEscape];
        var (written, size) = (0, 1);
        var (at, start, end) = (offset, offset, -1);
        while (at >= 0 && at < message.Length)
        {
            int length = message[at];
            if (length == 0)
            {
                offset = end >= 0 ? end : at + 1;
                name = written == 0 ? "." : new string(text[..(written - 1)]);
                return true;
            }

            if ((length & Pointer) == Pointer)
            {
                // Ever further back: so it ends.
                var target = at + 1 < message.Length ? ((length & ~Pointer) << 8) | message[at + 1] : int.MaxValue;
                if (target >= start)
                    return false;

                end = end >= 0 ? end : at + 2;
                (at, start) = (target, target);
                continue;
            }

            size += length + 1;
            if (length > MaxLabel || size > MaxSize || at + 1 + length > message.Length)
                return false;

            written += Write(message.Slice(at + 1, length), text[written..]);
            text[written++] = '.';
            at += length + 1;
        }

        return false;
    }

    /// <summary>Writes a name whose labels need no escape.</summary>
    /// <returns><see langword="false"/> where it is no such name, or there is no room.</returns>
    public static bool TryWrite(string name, Span<byte> destination, out int written)
    {
        written = 0;
        foreach (var label in Trim(name).AsSpan().Split('.'))
        {
            var letters = Trim(name).AsSpan(label);
            if (letters.IsEmpty && name is "." or "")
                break;

            if (
                letters.Length is 0 or > MaxLabel
                || written + letters.Length + 2 > Math.Min(destination.Length, MaxSize)
                || letters.ContainsAnyExceptInRange('!', '~')
                || letters.Contains('\\')
            )
            {
                return false;
            }

            destination[written++] = (byte)letters.Length;
            written += Encoding.ASCII.GetBytes(letters, destination[written..]);
        }

        if (written >= destination.Length)
            return false;

        destination[written++] = 0;
        return true;
    }

    private static string Trim(string name) => name.EndsWith('.') ? name[..^1] : name;

    private static int Write(ReadOnlySpan<byte> label, Span<char> text)
    {
        var written = 0;
        foreach (var octet in label)
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'_')
            {
                text[written++] = (char)octet;
                continue;
            }

            text[written++] = '\\';
            text[written++] = (char)('0' + (octet / 100));
            text[written++] = (char)('0' + (octet / 10 % 10));
            text[written++] = (char)('0' + (octet % 10));
        }

        return written;
    }
}
