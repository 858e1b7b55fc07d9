using System.Globalization;
using System.Text;

namespace Ringback.ProbeWorker.Probes;

/// <summary>Makes text of a peer safe to store, log and show.</summary>
internal static class Printable
{
    /// <summary>Escapes everything but printable characters; at most <paramref name="maxLength"/> chars come out.</summary>
    public static string Text(string text, int maxLength)
    {
        var printable = new StringBuilder(Math.Min(text.Length, maxLength));
        var roomForEllipsis = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (printable.Length < maxLength)
                roomForEllipsis = printable.Length;

            if (IsPrintable(rune))
                printable.Append(rune.ToString());
            else
                printable.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");

            if (printable.Length > maxLength)
                return printable.Remove(roomForEllipsis, printable.Length - roomForEllipsis).Append('…').ToString();
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
