using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Ringback.Protocols.Ntp;

/// <summary>Whom the server follows, or why it does not serve (RFC 5905 §7.3, §7.4). Its meaning hangs on the stratum.</summary>
public readonly record struct NtpReferenceId(uint Value)
{
    /// <summary>Stratum 0: the code of a kiss-o'-death, such as RATE; stratum 1: the source, such as GPS.</summary>
    /// <returns>Up to four printable ASCII characters, without the padding; null where it is none.</returns>
    public string? ToCode()
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Value);
        var code = bytes.TrimEnd((byte)0).TrimEnd((byte)' ');
        return code.IsEmpty || code.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E)
            ? null
            : Encoding.ASCII.GetString(code);
    }

    /// <summary>
    /// Stratum 2 and above: the server's own server, or the first 4 bytes of a hash where that one has an IPv6 address.
    /// </summary>
    public IPAddress ToAddress() => new(BinaryPrimitives.ReverseEndianness(Value));

    /// <summary>As people read it at this stratum.</summary>
    public string ToString(int stratum) => stratum <= 1 ? ToCode() ?? $"0x{Value:x8}" : ToAddress().ToString();
}
