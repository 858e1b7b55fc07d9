using System.Diagnostics.CodeAnalysis;

namespace Ringback.Protocols.Sip.Headers;

/// <summary>The value of From, To, Contact, Route and Record-Route (RFC 3261 §20, name-addr or addr-spec).</summary>
/// <param name="DisplayName">As on the wire, with its quotes; null where there is none.</param>
/// <param name="Parameters">Those of the header. Where the URI is not in angle brackets all are (§20).</param>
public sealed record SipAddress(string? DisplayName, SipUri Uri, SipParameters Parameters)
{
    /// <summary>What tells the two ends of a dialog apart; null where it has none yet.</summary>
    public string? Tag => Parameters.Get("tag");

    public static SipAddress Of(SipUri uri, string? tag = null) =>
        new(null, uri, tag is null ? SipParameters.None : SipParameters.None.With("tag", tag));

    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out SipAddress? address)
    {
        var cursor = new SipCursor(text);
        return TryTake(ref cursor, out address) && cursor.AtEnd;
    }

    public override string ToString() =>
        DisplayName is null ? $"<{Uri}>{Parameters}" : $"{DisplayName} <{Uri}>{Parameters}";

    internal static bool TryTake(ref SipCursor cursor, [NotNullWhen(true)] out SipAddress? address)
    {
        address = null;
        var start = cursor;
        if (!TryTakeNameAndUri(ref cursor, out var name, out var uri))
        {
            cursor = start;
            name = null;
            if (!TryTakeBareUri(ref cursor, out uri))
                return false;
        }

        if (!SipParameters.TryTake(ref cursor, out var parameters))
            return false;

        cursor.SkipSpace();
        address = new(name, uri, parameters);
        return true;
    }

    private static bool TryTakeNameAndUri(ref SipCursor cursor, out string? name, [NotNullWhen(true)] out SipUri? uri)
    {
        uri = null;
        name = TryTakeDisplayName(ref cursor);
        cursor.SkipSpace();
        if (!cursor.TryTake('<') || cursor.Rest.IndexOf('>') is not (>= 0 and var end))
            return false;

        if (!SipUri.TryParse(cursor.Rest[..end], out uri))
            return false;

        cursor = new SipCursor(cursor.Rest[(end + 1)..]);
        return true;
    }

    /// <summary>A quoted string, or tokens with white space between them.</summary>
    private static string? TryTakeDisplayName(ref SipCursor cursor)
    {
        if (cursor.TryTakeQuoted(out var quoted))
            return quoted;

        var text = cursor.Rest;
        while (cursor.TryTakeToken(out _))
            cursor.SkipSpace();

        var name = text[..^cursor.Rest.Length].TrimEnd(" \t");
        return name.IsEmpty ? null : name.ToString();
    }

    private static bool TryTakeBareUri(ref SipCursor cursor, [NotNullWhen(true)] out SipUri? uri)
    {
        var end = cursor.Rest.IndexOfAny(SipChars.BareUriEnd);
        var text = end < 0 ? cursor.Rest : cursor.Rest[..end];
        cursor = new SipCursor(cursor.Rest[text.Length..]);
        return SipUri.TryParse(text, out uri);
    }
}
