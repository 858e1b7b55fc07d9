using System.Globalization;
using System.Text;

namespace Ringback.Protocols.Stun;

/// <summary>Prepares user names, realms and passwords, so that both ends hash the same bytes (RFC 8265 §4.2).</summary>
/// <remarks>
/// The runtime is built without Unicode tables for normalisation. So only text of which it is certain that it is in
/// form C already is prepared; the rest is refused, where other software might take it.
/// </remarks>
public static class OpaqueString
{
    // Ranges without any character that form C changes or that composes with a neighbour of these ranges.
    private static readonly (int First, int Last)[] Stable =
    [
        (0x00A1, 0x00AC), // Latin-1
        (0x00AE, 0x02FF), // Latin
        (0x0388, 0x03FF), // Greek
        (0x0400, 0x0482), // Cyrillic
        (0x048A, 0x052F),
        (0x0531, 0x058A), // Armenian
        (0x05D0, 0x05EA), // Hebrew
        (0x1E00, 0x1EFF), // Latin, additional
        (0x2010, 0x2027), // punctuation
        (0x2030, 0x205E),
        (0x20A0, 0x20C0), // currency
        (0x3041, 0x3096), // Hiragana
        (0x30A1, 0x30FA), // Katakana
        (0x30FC, 0x30FC),
        (0x4E00, 0x9FFF), // CJK
        (0xAC00, 0xD7A3), // Hangul
    ];

    /// <returns>
    /// <see langword="false"/> for what the profile forbids (the empty string, controls, invisible, private and
    /// unassigned characters, half a surrogate pair) and for what cannot be normalised here.
    /// </returns>
    public static bool TryPrepare(string text, out string prepared)
    {
        prepared = "";
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator)
                result.Append(' ');
            else if (IsStable(rune))
                result.Append(rune.ToString());
            else
                return false;
        }

        prepared = result.ToString();
        return prepared.Length > 0;
    }

    private static bool IsStable(Rune rune) =>
        rune.IsAscii
            ? rune.Value is > 0x1F and < 0x7F
            : Stable.Any(range => rune.Value >= range.First && rune.Value <= range.Last)
                && Rune.GetUnicodeCategory(rune) != UnicodeCategory.OtherNotAssigned;
}
