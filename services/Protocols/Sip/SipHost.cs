using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Ringback.Protocols.Sip;

/// <summary>Host and port as URIs and Via write them (RFC 3261 §25.1, hostport and sent-by).</summary>
internal static class SipHost
{
    /// <summary>Takes a host: a name, an IPv4 address, or an IPv6 address in its brackets.</summary>
    public static bool TryTake(ref SipCursor cursor, out string host)
    {
        host = "";
        if (!cursor.Rest.IsEmpty && cursor.Rest[0] == '[')
        {
            var end = cursor.Rest.IndexOf(']');
            if (end < 0 || !IsIPv6(cursor.Rest[1..end]))
                return false;

            host = cursor.Rest[..(end + 1)].ToString();
            cursor = new SipCursor(cursor.Rest[(end + 1)..]);
            return true;
        }

        var start = cursor;
        host = cursor.TakeWhile(SipChars.HostName).ToString();
        if (IsIPv4(host) || IsName(host))
            return true;

        cursor = start;
        return false;
    }

    /// <param name="port">1 to 65535, or null where none is written.</param>
    /// <param name="separated">Whether white space may stand around the colon, as it may in Via.</param>
    public static bool TryTakePort(ref SipCursor cursor, bool separated, out int? port)
    {
        port = null;
        if (!(separated ? cursor.TryTakeSeparator(':') : cursor.TryTake(':')))
            return true;

        if (!cursor.TryTakeNumber(65_535, out var number) || number == 0)
            return false;

        port = (int)number;
        return true;
    }

    /// <summary>How an address or name is written as a host.</summary>
    public static string Format(string host) =>
        host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') ? $"[{host}]" : host;

    private static bool IsIPv6(ReadOnlySpan<char> text) =>
        !text.ContainsAny('%', '[', ']')
        && IPAddress.TryParse(text, out var address)
        && address.AddressFamily == AddressFamily.InterNetworkV6;

    private static bool IsIPv4(ReadOnlySpan<char> text)
    {
        var octets = 0;
        foreach (var part in text.Split('.'))
        {
            var octet = text[part];
            if (
                octet.Length is < 1 or > 3
                || octet.ContainsAnyExcept(SipChars.Digit)
                || int.Parse(octet, NumberStyles.None, CultureInfo.InvariantCulture) > 255
            )
                return false;

            octets++;
        }

        return octets == 4;
    }

    private static bool IsName(ReadOnlySpan<char> text)
    {
        if (text.EndsWith("."))
            text = text[..^1];

        foreach (var part in text.Split('.'))
        {
            var label = text[part];
            if (label.IsEmpty || label[0] == '-' || label[^1] == '-')
                return false;
        }

        return char.IsAsciiLetter(text[(text.LastIndexOf('.') + 1)..][0]);
    }
}
