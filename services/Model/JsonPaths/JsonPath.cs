using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Ringback.Model.JsonPaths;

/// <summary>A query into JSON (RFC 9535), without its functions.</summary>
/// <remarks>
/// What it is put to is a stranger's: the work is bounded, whatever the document. Names, indices, slices, wildcards,
/// descendants, and filters of comparisons and existence.
/// </remarks>
public sealed class JsonPath
{
    public const int MaxLength = 500;

    /// <summary>Values that a query may look at before it is given up.</summary>
    private const int MaxVisits = 1_000_000;

    private readonly IReadOnlyList<JsonPathSegment> _segments;

    private JsonPath(IReadOnlyList<JsonPathSegment> segments) => _segments = segments;

    /// <param name="error">What is wrong and where, for people; empty where it is good.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out JsonPath? path, out string error)
    {
        path = null;
        if (text.Length > MaxLength)
        {
            error = $"is longer than {MaxLength} characters";
            return false;
        }

        if (!new JsonPathParser(text).TryParse(out var segments, out error))
            return false;

        path = new JsonPath(segments);
        return true;
    }

    /// <summary>What it selects, in the order of the document; empty where nothing.</summary>
    /// <returns>False where the document is so made that this would be too much work.</returns>
    public bool TrySelect(JsonElement root, out IReadOnlyList<JsonElement> selected)
    {
        var walk = new JsonPathWalk(root, MaxVisits);
        selected = walk.Select(root, _segments);
        return !walk.IsExhausted;
    }
}
