using System.Globalization;
using System.Text;

namespace Ringback.CatalogFiles.Reading;

/// <summary>Makes text of a file fit for one line of an error message.</summary>
internal static class Shown
{
    private const int MaxLength = 80;

    /// <summary>In single quotes.</summary>
    public static string Quoted(string text) => $"'{Text(text)}'";

    /// <summary>Control, format and broken characters become <c>\u{…}</c>; cut to 80.</summary>
    public static string Text(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= MaxLength)
                return shown.Append('…').ToString();

            if (IsPrintable(rune))
                shown.Append(rune.ToString());
            else
                shown.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
        }

        return shown.ToString();
    }

    /// <summary>Whether the text is one line of printable characters.</summary>
    public static bool IsPrintable(string text) => text.EnumerateRunes().All(IsPrintable);

    private static bool IsPrintable(Rune rune) =>
        rune.Value != 0xFFFD
        && Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
            );
}
