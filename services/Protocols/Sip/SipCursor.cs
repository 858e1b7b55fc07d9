using System.Buffers;

namespace Ringback.Protocols.Sip;

/// <summary>Reads a header value from left to right. A method that returns false has taken nothing.</summary>
internal ref struct SipCursor(ReadOnlySpan<char> text)
{
    public ReadOnlySpan<char> Rest { get; private set; } = text;

    public readonly bool AtEnd => Rest.IsEmpty;

    public void SkipSpace() => Rest = Rest.TrimStart(" \t");

    public bool TryTake(char expected)
    {
        if (Rest.IsEmpty || Rest[0] != expected)
            return false;

        Rest = Rest[1..];
        return true;
    }

    /// <summary>Takes a separator with the white space on both sides of it (SEMI, COMMA, EQUAL, SLASH of RFC 3261 §25.1).</summary>
    public bool TryTakeSeparator(char separator)
    {
        var trimmed = Rest.TrimStart(" \t");
        if (trimmed.IsEmpty || trimmed[0] != separator)
            return false;

        Rest = trimmed[1..].TrimStart(" \t");
        return true;
    }

    /// <returns>The longest run of <paramref name="allowed"/>; may be empty.</returns>
    public ReadOnlySpan<char> TakeWhile(SearchValues<char> allowed)
    {
        var end = Rest.IndexOfAnyExcept(allowed);
        var taken = end < 0 ? Rest : Rest[..end];
        Rest = Rest[taken.Length..];
        return taken;
    }

    public bool TryTakeToken(out string token)
    {
        token = TakeWhile(SipChars.Token).ToString();
        return token.Length > 0;
    }

    /// <summary>Takes a quoted-string.</summary>
    /// <param name="raw">With its quotes and backslashes, as it is on the wire.</param>
    public bool TryTakeQuoted(out string raw)
    {
        raw = "";
        if (Rest.IsEmpty || Rest[0] != '"')
            return false;

        for (var i = 1; i < Rest.Length; i++)
        {
            if (Rest[i] == '\\')
            {
                i++;
            }
            else if (Rest[i] == '"')
            {
                raw = Rest[..(i + 1)].ToString();
                Rest = Rest[(i + 1)..];
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes a decimal number of at most ten digits.</summary>
    public bool TryTakeNumber(long max, out long number)
    {
        var start = Rest;
        var digits = TakeWhile(SipChars.Digit);
        number = 0;
        var significant = digits.TrimStart('0');
        if (digits.IsEmpty || significant.Length > 10)
        {
            Rest = start;
            return false;
        }

        foreach (var digit in significant)
            number = (number * 10) + (digit - '0');

        if (number <= max)
            return true;

        Rest = start;
        return false;
    }
}
