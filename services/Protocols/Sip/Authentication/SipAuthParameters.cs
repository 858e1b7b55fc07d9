namespace Ringback.Protocols.Sip.Authentication;

/// <summary>A scheme and its parameters, as challenges and credentials have them (RFC 3261 §25.1, other-challenge).</summary>
internal static class SipAuthParameters
{
    /// <param name="parameters">By name without case; a quoted value without its quotes, its backslashes untouched.</param>
    public static bool TryParse(string value, out string scheme, out Dictionary<string, string> parameters)
    {
        parameters = new(StringComparer.OrdinalIgnoreCase);
        var cursor = new SipCursor(value);
        if (!cursor.TryTakeToken(out scheme))
            return false;

        cursor.SkipSpace();
        do
        {
            if (!cursor.TryTakeToken(out var name) || !cursor.TryTakeSeparator('='))
                return false;

            if (cursor.TryTakeQuoted(out var text))
                text = text[1..^1];
            else if (!cursor.TryTakeToken(out text))
                return false;

            if (!parameters.TryAdd(name, text))
                return false;
        } while (cursor.TryTakeSeparator(','));

        cursor.SkipSpace();
        return cursor.AtEnd;
    }
}
