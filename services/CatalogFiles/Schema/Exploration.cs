namespace Ringback.CatalogFiles.Schema;

/// <summary>
/// One reading of a file that has everything, or nothing but what it must; and, at one point, the other way. What a reader asks for depends on
/// what it has read: by all the points in turn every way that it can go is gone.
/// </summary>
/// <param name="everything">Whether every key is there.</param>
/// <param name="point">Where it goes another way; null for nowhere.</param>
/// <param name="way">Which.</param>
internal sealed class Exploration(bool everything, string? point = null, int way = 0)
{
    private readonly OrderedDictionary<string, int> _ways = [];

    /// <summary>Points that were come to, and how many ways there are at each.</summary>
    public IReadOnlyDictionary<string, int> Ways => _ways;

    /// <summary>What leads to the point is there in any case.</summary>
    public bool IsThere(string path)
    {
        _ways.TryAdd(path, 2);
        if (point == path)
            return !everything;

        return everything
            || (point?.StartsWith(path, StringComparison.Ordinal) == true && point[path.Length] is '.' or '[' or '?');
    }

    public int Choose(string path, int ways)
    {
        _ways.TryAdd($"{path}?", ways);
        return point == $"{path}?" ? way : 0;
    }
}
