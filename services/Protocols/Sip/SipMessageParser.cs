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

        // Empty lines before a start line are keep-alives (§7.5).
        while (datagram.StartsWith("\r\n"u8))
            datagram = datagram[2..];

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

    private static bool TryParseHeaders(string[] lines, out List<SipHeader> headers, out SipFault fault)
    {
        headers = [];
        fault = SipFault.None;
        for (var next = 1; next < lines.Length && fault == SipFault.None; )
        {
            var line = lines[next++];
            if (next < lines.Length && IsContinuation(lines[next]))
            {
                // Folding stands for one space (§7.3.1).
                var unfolded = new StringBuilder(line);
                while (next < lines.Length && IsContinuation(lines[next]))
                    unfolded.Append(' ').Append(lines[next++].AsSpan().TrimStart(" \t"));

                line = unfolded.ToString();
            }

            fault = headers.Count == SipMessage.MaxHeaders ? new(SipFaultKind.TooLarge) : Add(line, headers);
        }

        return fault == SipFault.None;
    }

    private static bool IsContinuation(string line) => line.Length > 0 && line[0] is ' ' or '\t';

    private static SipFault Add(string line, List<SipHeader> headers)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? "" : line[..colon].TrimEnd(' ', '\t');
        var value = line[(colon + 1)..].Trim(' ', '\t');
        if (!SipChars.IsToken(name) || !SipChars.IsLineText(value))
            return new(SipFaultKind.HeaderLine);

        var header = new SipHeader(name, value);
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
