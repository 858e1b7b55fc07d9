namespace Ringback.Model;

/// <summary>Ids of targets, regions, components, objectives and windows: they go into URLs, metrics and queue names.</summary>
public static class Slug
{
    public const int MaxLength = 63;

    /// <summary>Lower-case ASCII letters, digits and single inner hyphens, beginning with a letter or digit.</summary>
    public static bool IsValid(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength || text[0] == '-' || text[^1] == '-')
            return false;

        return text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')
            && !text.Contains("--", StringComparison.Ordinal);
    }
}
