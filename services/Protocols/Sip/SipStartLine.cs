using System.Globalization;

namespace Ringback.Protocols.Sip;

/// <summary>Request-Line and Status-Line (RFC 3261 §7.1 and §7.2): single spaces, nothing before or after.</summary>
/// <param name="Uri">Null for a response.</param>
/// <param name="Text">The method, or the reason phrase.</param>
internal readonly record struct SipStartLine(SipUri? Uri, int Status, string Text)
{
    private const string Version = "SIP/2.0";

    public SipMessage ToMessage(IReadOnlyList<SipHeader> headers, ReadOnlyMemory<byte> body) =>
        Uri is null ? new SipResponse(Status, Text, headers, body) : new SipRequest(Text, Uri, headers, body);

    public static bool TryParse(string line, out SipStartLine startLine, out SipFault fault)
    {
        startLine = default;
        fault = new(SipFaultKind.StartLine);
        if (!SipChars.IsLineText(line))
            return false;

        return line.StartsWith("SIP/", StringComparison.OrdinalIgnoreCase)
            ? TryParseStatus(line.Split(' ', 3), out startLine, out fault)
            : TryParseRequest(line.Split(' ', 4), out startLine, out fault);
    }

    private static bool TryParseRequest(string[] parts, out SipStartLine startLine, out SipFault fault)
    {
        startLine = default;
        fault = new(SipFaultKind.StartLine);
        if (parts.Length != 3 || !SipChars.IsToken(parts[0]) || !IsVersion(parts[2]))
            return false;

        fault = new(SipFaultKind.Version);
        if (!parts[2].Equals(Version, StringComparison.OrdinalIgnoreCase))
            return false;

        // A Request-URI has no headers part (§19.1.1).
        fault = new(SipFaultKind.RequestUri);
        if (!SipUri.TryParse(parts[1], out var uri) || uri.Headers is not null)
            return false;

        fault = SipFault.None;
        startLine = new(uri, 0, parts[0]);
        return true;
    }

    private static bool TryParseStatus(string[] parts, out SipStartLine startLine, out SipFault fault)
    {
        startLine = default;
        fault = new(SipFaultKind.StartLine);
        if (parts.Length != 3 || !IsVersion(parts[0]))
            return false;

        fault = new(SipFaultKind.Version);
        if (!parts[0].Equals(Version, StringComparison.OrdinalIgnoreCase))
            return false;

        fault = new(SipFaultKind.StatusCode);
        if (
            parts[1].Length != 3
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            || status is < 100 or > 699
        )
            return false;

        fault = SipFault.None;
        startLine = new(null, status, parts[2]);
        return true;
    }

    private static bool IsVersion(string text)
    {
        var cursor = new SipCursor(text);
        return text.StartsWith("SIP/", StringComparison.OrdinalIgnoreCase)
            && cursor.TryTakeToken(out _)
            && cursor.TryTake('/')
            && cursor.TryTakeNumber(uint.MaxValue, out _)
            && cursor.TryTake('.')
            && cursor.TryTakeNumber(uint.MaxValue, out _)
            && cursor.AtEnd;
    }
}
