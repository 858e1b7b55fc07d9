using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;
using Ringback.Protocols.Sip.Headers;

namespace Ringback.Protocols.Sip;

/// <summary>Cuts a message into start line, header fields and body (RFC 3261 §7 and §18.3).</summary>
/// <remarks>Allocates by the length that arrived, never by one that the message claims.</remarks>
internal static class SipMessageParser
{
    public static bool TryParse(
        ReadOnlySpan<byte> datagram,
        [NotNullWhen(true)] out SipMessage? message,
        out SipFault fault
    )
    {
        message = null;
        fault = new(SipFaultKind.TooLarge);
        if (datagram.Length > SipMessage.MaxSize)
            return false;

        datagram = WithoutKeepAlives(datagram);
        fault = new(SipFaultKind.Unterminated);
        var end = datagram.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;

        fault = new(SipFaultKind.NotUtf8);
        if (!Utf8.IsValid(datagram[..end]))
            return false;

        var lines = Encoding.UTF8.GetString(datagram[..end]).Split("\r\n");
        if (
            !SipStartLine.TryParse(lines[0], out var startLine, out fault)
            || !TryParseHeaders(lines, out var headers, out fault)
            || !TryTakeBody(datagram[(end + 4)..], headers, out var body, out fault)
        )
            return false;

        message = startLine.ToMessage(headers, body);
        return true;
    }

    /// <summary>Start line and header lines of what may be no message at all; its first is empty where there is none.</summary>
    internal static string[] HeadOf(ReadOnlySpan<byte> datagram)
    {
        datagram = WithoutKeepAlives(datagram);
        var end = datagram.IndexOf("\r\n\r\n"u8);
        return Encoding.UTF8.GetString(end < 0 ? datagram : datagram[..end]).Split("\r\n");
    }

    /// <summary>The header lines behind the start line, each in one piece: folding stands for one space (§7.3.1).</summary>
    internal static IEnumerable<string> Unfold(string[] lines)
    {
        for (var next = 1; next < lines.Length; )
        {
            var line = lines[next++];
            if (next < lines.Length && IsContinuation(lines[next]))
            {
                var unfolded = new StringBuilder(line);
                while (next < lines.Length && IsContinuation(lines[next]))
                    unfolded.Append(' ').Append(lines[next++].AsSpan().TrimStart(" \t"));

                line = unfolded.ToString();
            }

            yield return line;
        }
    }

    /// <returns>False for a line that is no header.</returns>
    internal static bool TryCut(string line, [NotNullWhen(true)] out SipHeader? header)
    {
        header = null;
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? "" : line[..colon].TrimEnd(' ', '\t');
        var value = line[(colon + 1)..].Trim(' ', '\t');
        if (!SipChars.IsToken(name) || !SipChars.IsLineText(value))
            return false;

        header = new SipHeader(name, value);
        return true;
    }

    /// <summary>Empty lines before a start line are keep-alives (§7.5).</summary>
    private static ReadOnlySpan<byte> WithoutKeepAlives(ReadOnlySpan<byte> datagram)
    {
        while (datagram.StartsWith("\r\n"u8))
            datagram = datagram[2..];

        return datagram;
    }

    private static bool TryParseHeaders(string[] lines, out List<SipHeader> headers, out SipFault fault)
    {
        headers = [];
        fault = SipFault.None;
        foreach (var line in Unfold(lines))
        {
            fault = headers.Count == SipMessage.MaxHeaders ? new(SipFaultKind.TooLarge) : Add(line, headers);
            if (fault != SipFault.None)
                return false;
        }

        return true;
    }

    private static bool IsContinuation(string line) => line.Length > 0 && line[0] is ' ' or '\t';

    private static SipFault Add(string line, List<SipHeader> headers)
    {
        if (!TryCut(line, out var header))
            return new(SipFaultKind.HeaderLine);

        headers.Add(header);
        return IsReadable(header) ? SipFault.None : new(SipFaultKind.HeaderValue, header.Name);
    }

    /// <summary>Whether the headers that no layer can do without keep their grammar.</summary>
    private static bool IsReadable(SipHeader header) =>
        header.Name switch
        {
            SipHeaderNames.Via => SipList.TryParse<SipVia>([header.Value], SipVia.TryTake, out _),
            SipHeaderNames.From or SipHeaderNames.To => SipAddress.TryParse(header.Value, out _),
            SipHeaderNames.CSeq => SipCSeq.TryParse(header.Value, out _),
            SipHeaderNames.CallId => SipCallId.IsValid(header.Value),
            _ => true,
        };

    private static bool TryTakeBody(
        ReadOnlySpan<byte> rest,
        List<SipHeader> headers,
        out ReadOnlyMemory<byte> body,
        out SipFault fault
    )
    {
        body = default;
        long? promised = null;
        foreach (var header in headers.Where(h => h.Is(SipHeaderNames.ContentLength)))
        {
            fault = new(SipFaultKind.ContentLength, header.Name);
            var cursor = new SipCursor(header.Value);
            if (!cursor.TryTakeNumber(uint.MaxValue, out var length) || !cursor.AtEnd || (promised ?? length) != length)
                return false;

            promised = length;
        }

        fault = new(SipFaultKind.Truncated);
        if (promised > rest.Length)
            return false;

        headers.RemoveAll(h => h.Is(SipHeaderNames.ContentLength));
        body = rest[..(int)(promised ?? rest.Length)].ToArray();
        fault = SipFault.None;
        return true;
    }
}
