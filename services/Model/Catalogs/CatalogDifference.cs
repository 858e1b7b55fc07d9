using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ringback.Model.Catalogs;

/// <summary>What one catalog says otherwise than another.</summary>
/// <param name="Path">Such as <c>targets.sip.interval</c>: list, id, and the member where only some of it changed.</param>
/// <param name="Before">JSON; null where it was not there.</param>
/// <param name="After">JSON; null where it is not there any more.</param>
public sealed record CatalogDifference(string Path, string? Before, string? After)
{
    private const int MostShown = 400;

    /// <summary>In the order of the catalog's parts, ids sorted; empty where they say the same.</summary>
    public static IReadOnlyList<CatalogDifference> Between(Catalog? before, Catalog after)
    {
        var found = new List<CatalogDifference>();
        Compare("", before is null ? [] : Tree(before), Tree(after), found);
        return found;
    }

    private static JsonObject Tree(Catalog catalog) =>
        (JsonObject)JsonSerializer.SerializeToNode(catalog with { EffectiveAt = default }, ModelJson.Default.Catalog)!;

    private static void Compare(string path, JsonObject before, JsonObject after, List<CatalogDifference> found)
    {
        foreach (var name in before.Select(each => each.Key).Union(after.Select(each => each.Key)))
            Compare($"{path}{name}", before[name], after[name], found);
    }

    private static void Compare(string path, JsonNode? before, JsonNode? after, List<CatalogDifference> found)
    {
        if (JsonNode.DeepEquals(before, after))
            return;

        if (ById(before) is { } olds && ById(after) is { } news)
        {
            foreach (var id in olds.Keys.Union(news.Keys).Order(StringComparer.Ordinal))
                Compare($"{path}.{id}", olds.GetValueOrDefault(id), news.GetValueOrDefault(id), found);

            if (olds.Count == news.Count && !olds.Keys.SequenceEqual(news.Keys) && olds.Keys.All(news.ContainsKey))
                found.Add(new($"{path}.order", string.Join(", ", olds.Keys), string.Join(", ", news.Keys)));
        }
        else if (before is JsonObject left && after is JsonObject right)
            Compare($"{path}.", left, right, found);
        else
            found.Add(new CatalogDifference(path, Text(before), Text(after)));
    }

    /// <summary>A list of things with ids; an empty one where there is none. Null where it is no such list.</summary>
    private static Dictionary<string, JsonNode>? ById(JsonNode? node) =>
        node switch
        {
            null => [],
            JsonArray list when list.All(each => each is JsonObject item && item["id"] is JsonValue) =>
                list.ToDictionary(each => each!["id"]!.GetValue<string>(), each => each!),
            _ => null,
        };

    private static string? Text(JsonNode? node) =>
        node?.ToJsonString() is not { } text ? null
        : text.Length <= MostShown ? text
        : $"{text[..MostShown]}…";
}
