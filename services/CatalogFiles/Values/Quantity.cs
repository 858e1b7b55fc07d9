using System.Buffers;
using System.Globalization;

namespace Ringback.CatalogFiles.Values;

/// <summary>The number before a unit.</summary>
internal static class Quantity
{
    /// <summary>More digits than any quantity here needs, and few enough that no product of two overflows.</summary>
    private const int MaxLength = 12;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>Takes <c>1</c> or <c>1.25</c> off the front: digits, and digits on both sides of a point.</summary>
    public static bool TryTake(ref ReadOnlySpan<char> text, out decimal number)
    {
        var end = text.IndexOfAnyExcept(Digits);
        var digits = end < 0 ? text : text[..end];
        number = 0;
        if (digits.Length > MaxLength || digits.IsEmpty || digits[0] == '.' || digits[^1] == '.')
            return false;

        text = text[digits.Length..];
        return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }
}
