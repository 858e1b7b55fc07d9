using System.Buffers;

namespace Ringback.Protocols.Sip;

/// <summary>The character classes of RFC 3261 §25.1.</summary>
internal static class SipChars
{
    private const string AlphaNum = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const string Unreserved = AlphaNum + "-_.!~*'()";

    public static readonly SearchValues<char> Digit = SearchValues.Create("0123456789");
    public static readonly SearchValues<char> Token = SearchValues.Create(AlphaNum + "-.!%*_+`'~");

    /// <summary>A parameter's value without quotes: a token, or an IPv6 address without brackets, as in <c>received=</c>.</summary>
    public static readonly SearchValues<char> TokenOrColon = SearchValues.Create(AlphaNum + "-.!%*_+`'~:");

    /// <summary>What a Call-ID is made of, around its one optional <c>@</c>.</summary>
    public static readonly SearchValues<char> Word = SearchValues.Create(AlphaNum + "-.!%*_+`'~()<>:\\\"/[]?{}");
    public static readonly SearchValues<char> HostName = SearchValues.Create(AlphaNum + "-.");
    public static readonly SearchValues<char> Scheme = SearchValues.Create(AlphaNum + "+-.");

    /// <summary>What ends a URI that is not in angle brackets.</summary>
    public static readonly SearchValues<char> BareUriEnd = SearchValues.Create(" \t;,?<>\"");

    /// <summary>What a parameter's value cannot hold without quotes.</summary>
    public static readonly SearchValues<char> ParameterEnd = SearchValues.Create(" \t\r\n;,?<>\"");

    // Parts of a URI; '%' is there for escapes, which are checked apart.
    public static readonly SearchValues<char> User = SearchValues.Create(Unreserved + "%&=+$,;?/");
    public static readonly SearchValues<char> Password = SearchValues.Create(Unreserved + "%&=+$,");
    public static readonly SearchValues<char> UriParameter = SearchValues.Create(Unreserved + "%[]/:&+$");
    public static readonly SearchValues<char> UriHeader = SearchValues.Create(Unreserved + "%[]/?:+$&=");
    public static readonly SearchValues<char> AbsoluteUri = SearchValues.Create(Unreserved + "%;/?:@&=+$,[]");

    /// <summary>What a user part may hold without an escape.</summary>
    public static readonly SearchValues<char> UserUnescaped = SearchValues.Create(Unreserved + "&=+$,;?/");

    public static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(Token);

    /// <summary>Whether each <c>%</c> is followed by two hexadecimal digits.</summary>
    public static bool HasOnlyWholeEscapes(ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOf('%'); at >= 0; at = text.IndexOf('%'))
        {
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2]))
                return false;

            text = text[(at + 3)..];
        }

        return true;
    }

    /// <summary>Whether a header value or reason phrase can stand on a line of its own.</summary>
    /// <remarks>
    /// A control character other than a tab may only follow a backslash (quoted-pair), and CR and LF may not even then:
    /// what passes here cannot end a header and start another.
    /// </remarks>
    public static bool IsLineText(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '\r' or '\n')
                return false;

            if (text[i] is (< ' ' and not '\t') or '\x7f' && (i == 0 || text[i - 1] != '\\'))
                return false;
        }

        return true;
    }
}
