namespace Ringback.CatalogFiles.Values;

/// <summary>Rates as people write them: <c>600kbit/s</c>, <c>1.2Mbit/s</c>, <c>80000bit/s</c>; k and M are powers of 1000.</summary>
internal static class RateText
{
    /// <param name="bitsPerSecond">Exact.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out decimal bitsPerSecond)
    {
        if (!Quantity.TryTake(ref text, out bitsPerSecond))
            return false;

        var factor = text switch
        {
            "bit/s" => 1,
            "kbit/s" => 1_000,
            "Mbit/s" => 1_000_000,
            "Gbit/s" => 1_000_000_000,
            _ => 0,
        };
        bitsPerSecond *= factor;
        return factor > 0;
    }
}
