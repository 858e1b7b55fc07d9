namespace Ringback.CatalogFiles.Values;

/// <summary>Shares of a whole: <c>1%</c>, <c>99.95%</c> or <c>0.01</c>.</summary>
internal static class RatioText
{
    /// <summary>Exact, from 0 to 1.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out decimal ratio)
    {
        if (!Quantity.TryTake(ref text, out ratio))
            return false;

        if (text is "%" or " %")
            ratio /= 100;
        else if (!text.IsEmpty)
            return false;

        return ratio <= 1;
    }
}
