using System.Text;

namespace Ringback.Protocols.Sip;

/// <summary>Quoted strings (RFC 3261 §25.1, quoted-string).</summary>
public static class SipQuoted
{
    /// <returns>The text inside the quotes with its backslashes resolved; text without quotes as it is.</returns>
    public static string Unquote(string text)
    {
        if (text.Length < 2 || text[0] != '"' || text[^1] != '"')
            return text;

        var inner = text.AsSpan(1, text.Length - 2);
        if (!inner.Contains('\\'))
            return inner.ToString();

        var plain = new StringBuilder(inner.Length);
        for (var i = 0; i < inner.Length; i++)
            plain.Append(inner[i] == '\\' && i + 1 < inner.Length ? inner[++i] : inner[i]);

        return plain.ToString();
    }

    /// <exception cref="ArgumentException">The text holds CR or LF, which no quoted string can carry.</exception>
    public static string Quote(string text)
    {
        if (text.AsSpan().ContainsAny('\r', '\n'))
            throw new ArgumentException("A quoted string carries no line end.", nameof(text));

        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (var c in text)
        {
            if (c is '"' or '\\' or (< ' ' and not '\t') or '\x7f')
                quoted.Append('\\');

            quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}
