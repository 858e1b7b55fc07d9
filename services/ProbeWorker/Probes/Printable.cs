using System.Globalization;
using System.Text;

namespace Ringback.ProbeWorker.Probes;

/// <summary>Makes text of a peer safe to store, log and show.</summary>
internal static class Printable
{
    /// <summary>Escapes everything but printable characters and cuts what is longer than <paramref name="maxLength"/>.</summary>
    public static string Text(string text, int maxLength)
    {
        var printable = new StringBuilder(Math.Min(text.Length, maxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (printable.Length >= maxLength)
                return printable.Append('…').ToString();

            if (IsPrintable(rune))
                printable.Append(rune.ToString());
            else
                printable.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
        }

        return printable.ToString();
    }

    private static bool IsPrintable(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.Surrogate
                or UnicodeCategory.OtherNotAssigned
            );
}
