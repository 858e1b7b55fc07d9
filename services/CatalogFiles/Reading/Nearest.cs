namespace Ringback.CatalogFiles.Reading;

/// <summary>Guesses what was meant by a misspelt word.</summary>
internal static class Nearest
{
    private const int MaxLength = 64;

    /// <summary>Among more words no guess is made: thousands of errors must not cost minutes.</summary>
    private const int MaxWords = 200;

    /// <summary>The known word within an edit distance of a third of its length; null where none is near.</summary>
    public static string? To(string word, IEnumerable<string> known)
    {
        if (word.Length > MaxLength)
            return null;

        var (nearest, _) = known
            .Where(k => k.Length <= MaxLength)
            .Select(k => (Word: k, Distance: Distance(word.ToLowerInvariant(), k.ToLowerInvariant())))
            .Where(k => k.Distance <= Math.Max(1, k.Word.Length / 3))
            .OrderBy(k => k.Distance)
            .ThenBy(k => k.Word, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest;
    }

    /// <summary><c>did you mean 'x'?</c> or, where nothing is near, the words that are known.</summary>
    public static string Mend(string word, IEnumerable<string> known, string what)
    {
        var words = known.Order(StringComparer.Ordinal).ToList();
        if (words.Count <= MaxWords && To(word, words) is { } nearest)
            return $"did you mean '{nearest}'?";

        return words.Count switch
        {
            0 => $"there is no {what} to name",
            <= 24 => $"known {what}s are {string.Join(", ", words)}",
            _ => $"name one of the {words.Count} known {what}s",
        };
    }

    /// <summary>Levenshtein's, with a swap of neighbours as one edit.</summary>
    public static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                var substitution = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(substitution, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[a.Length, b.Length];
    }
}
