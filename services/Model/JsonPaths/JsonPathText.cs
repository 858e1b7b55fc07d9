using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ringback.Model.JsonPaths;

/// <summary>A query as text that is read from left to right: marks, names, whole numbers and strings (RFC 9535, §2.3 and §2.5).</summary>
internal abstract class JsonPathText(string text)
{
    private const long MaxIndex = (1L << 53) - 1;

    /// <summary>What went wrong last, and where; empty so far.</summary>
    protected string Error { get; private set; } = "";

    /// <summary>Of the next character.</summary>
    protected int At { get; set; }

    protected bool IsAtEnd => At == text.Length;

    /// <summary>None is no error.</summary>
    protected bool TryInteger(out long? number)
    {
        number = null;
        var start = At;
        Take('-');
        while (char.IsAsciiDigit(Peek()))
            At++;

        var digits = text.AsSpan(start, At - start);
        if (digits.IsEmpty)
            return true;

        if (
            !long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var read)
            || Math.Abs(read) > MaxIndex
            || (digits.TrimStart('-') is ['0', _, ..] or [])
            || digits is "-0"
        )
            return Fail("has no whole number here");

        number = read;
        return true;
    }

    /// <summary>In either quotes, with the escapes of JSON and of the quote itself.</summary>
    protected bool TryString(out string value)
    {
        var quote = text[At++];
        var json = new StringBuilder("\"");
        value = "";
        while (At < text.Length && text[At] != quote)
        {
            var next = text[At++];
            if (next == '\\' && At < text.Length)
            {
                json.Append(text[At] == '\'' ? "'" : $"\\{text[At]}");
                At++;
            }
            else
            {
                json.Append(next == '"' ? "\\\"" : next.ToString());
            }
        }

        if (!Take(quote))
            return Fail("has a string without an end");

        try
        {
            using var document = JsonDocument.Parse(json.Append('"').ToString());
            value = document.RootElement.GetString()!;
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Fail("has a string with a wrong escape");
        }
    }

    protected char Peek() => At < text.Length ? text[At] : '\0';

    protected bool Take(char c)
    {
        if (Peek() != c || At >= text.Length)
            return false;

        At++;
        return true;
    }

    protected bool Take(string token)
    {
        if (string.CompareOrdinal(text, At, token, 0, token.Length) != 0)
            return false;

        At += token.Length;
        return true;
    }

    /// <param name="belongs">Of a character, and whether it is the first.</param>
    protected string TakeWhile(Func<char, bool, bool> belongs)
    {
        var start = At;
        while (!IsAtEnd && belongs(text[At], At == start))
            At++;

        return text[start..At];
    }

    protected void SkipBlanks()
    {
        while (Peek() is ' ' or '\t' or '\n' or '\r')
            At++;
    }

    protected bool Fail(string problem)
    {
        Error = $"{problem} (character {At + 1})";
        return false;
    }
}
