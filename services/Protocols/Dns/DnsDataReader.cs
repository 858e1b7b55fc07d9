using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace Ringback.Protocols.Dns;

/// <summary>Reads what a record says. Names in it may point back into the message, never out of it.</summary>
internal static class DnsDataReader
{
    /// <param name="message">The whole, up to the record's end.</param>
    /// <param name="at">Where the record's data begin.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> message,
        int at,
        DnsRecordType type,
        [NotNullWhen(true)] out DnsData? data
    )
    {
        var own = message[at..];
        data = type switch
        {
            DnsRecordType.A when own.Length == 4 => new DnsAddress(new IPAddress(own)),
            DnsRecordType.Aaaa when own.Length == 16 => new DnsAddress(new IPAddress(own)),
            DnsRecordType.Cname => ReadAlias(message, at),
            DnsRecordType.Txt => ReadText(own),
            DnsRecordType.Srv => ReadService(message, at),
            DnsRecordType.Naptr => ReadPointer(message, at),
            DnsRecordType.A or DnsRecordType.Aaaa => null,
            _ => new DnsOther(own.Length),
        };
        return data is not null;
    }

    private static DnsAlias? ReadAlias(ReadOnlySpan<byte> message, int at) =>
        TryReadLastName(message, at, out var target) ? new DnsAlias(target) : null;

    private static DnsText? ReadText(ReadOnlySpan<byte> own)
    {
        var text = new StringBuilder(own.Length);
        while (!own.IsEmpty)
        {
            if (!TryTakeString(ref own, out var part))
                return null;

            text.Append(part);
        }

        return new DnsText(text.ToString());
    }

    private static DnsService? ReadService(ReadOnlySpan<byte> message, int at)
    {
        const int Fixed = 6;
        return message.Length - at >= Fixed && TryReadLastName(message, at + Fixed, out var target)
            ? new DnsService(Number(message, at), Number(message, at + 2), Number(message, at + 4), target)
            : null;
    }

    private static DnsPointer? ReadPointer(ReadOnlySpan<byte> message, int at)
    {
        const int Fixed = 4;
        if (message.Length - at < Fixed)
            return null;

        var rest = message[(at + Fixed)..];
        return
            TryTakeString(ref rest, out var flags)
            && TryTakeString(ref rest, out var services)
            && TryTakeString(ref rest, out var expression)
            && TryReadLastName(message, message.Length - rest.Length, out var replacement)
            ? new DnsPointer(Number(message, at), Number(message, at + 2), flags, services, expression, replacement)
            : null;
    }

    /// <summary>A name that ends where the record does.</summary>
    private static bool TryReadLastName(ReadOnlySpan<byte> message, int at, out string name) =>
        DnsName.TryRead(message, ref at, out name) && at == message.Length;

    /// <summary>One byte of length, then as many.</summary>
    private static bool TryTakeString(ref ReadOnlySpan<byte> source, out string text)
    {
        text = "";
        if (source.IsEmpty || source.Length - 1 < source[0])
            return false;

        text = Encoding.Latin1.GetString(source.Slice(1, source[0]));
        source = source[(1 + source[0])..];
        return true;
    }

    private static ushort Number(ReadOnlySpan<byte> message, int at) =>
        BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
}
