using System.Globalization;
using System.Text;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>Hosts with characters in them that stand for others: <c>１２７.0.0.1</c> is 127.0.0.1 to a browser, which maps them (UTS #46), and here nothing.</summary>
/// <remarks>
/// This worker knows no Unicode tables to map by, so that such a host would be asked for as the punycode of what nobody registers. None that was
/// mapped before it was written down has them (RFC 5892).
/// </remarks>
internal static class DisguisedHost
{
    private const string Punycode = "xn--";

    /// <summary>Letters and digits that are others' in another form: letterlike, presentation, half and full width, mathematical.</summary>
    private static readonly (int First, int Last)[] Forms =
    [
        (0x2100, 0x214F),
        (0xF900, 0xFFEF),
        (0x1D400, 0x1D7FF),
        (0x1EE00, 0x1EEFF),
        (0x1FBF0, 0x1FBF9),
    ];

    private static readonly IdnMapping Names = new();

    public static bool IsOne(string host) =>
        !host.Contains(':', StringComparison.Ordinal)
        && host.Split('.').Any(label => Written(label).EnumerateRunes().Any(IsDisguise));

    private static string Written(string label)
    {
        if (!label.StartsWith(Punycode, StringComparison.OrdinalIgnoreCase))
            return label;

        try
        {
            return Names.GetUnicode(label);
        }
        catch (ArgumentException)
        {
            return label; // nothing that stands for anything
        }
    }

    private static bool IsDisguise(Rune rune) =>
        !rune.IsAscii
        && (!IsOfNames(rune) || Array.Exists(Forms, form => rune.Value >= form.First && rune.Value <= form.Last));

    private static bool IsOfNames(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.LowercaseLetter
                or UnicodeCategory.UppercaseLetter
                or UnicodeCategory.OtherLetter
                or UnicodeCategory.ModifierLetter
                or UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.DecimalDigitNumber
        || rune.Value is 0x00B7 or 0x200C or 0x200D or 0x30FB; // between letters they are letters (RFC 5892 §2.6)
}
