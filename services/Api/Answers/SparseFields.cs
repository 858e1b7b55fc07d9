using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Ringback.Api.Answers;

/// <summary>Says in an endpoint's metadata that its answer is kept as it was written, and told whole.</summary>
internal sealed class AnsweredWhole
{
    public static readonly AnsweredWhole Instance = new();
}

/// <summary>Members of an answer that were asked for: names divided by commas, dots between levels; a list is looked through.</summary>
internal sealed class SparseFields
{
    public const string Parameter = "fields";
    private const int LongestText = 2_000;

    private readonly Dictionary<string, SparseFields> _members = new(StringComparer.Ordinal);

    /// <summary>Says in an endpoint's metadata that it takes the parameter.</summary>
    public static SparseFields Taken { get; } = new();

    /// <returns>What is wrong, or null.</returns>
    public static string? Read(string text, JsonTypeInfo of, out SparseFields fields)
    {
        fields = new SparseFields();
        if (text.Length > LongestText)
            return $"must be at most {LongestText} characters";

        foreach (var path in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var (level, type) = (fields, Element(of));
            foreach (var name in path.Split('.'))
            {
                if (type is not { Kind: JsonTypeInfoKind.Object })
                    return $"has no members below '{path[..Math.Max(0, path.LastIndexOf('.'))]}'";

                var member = type.Properties.FirstOrDefault(property => property.Name == name);
                if (member is null)
                    return $"has no member '{Shown(name)}'; there are: {string.Join(", ", type.Properties.Select(p => p.Name))}";

                if (!level._members.TryGetValue(name, out var next))
                    level._members[name] = next = new SparseFields();

                (level, type) = (next, Element(type.Options.GetTypeInfo(member.PropertyType)));
            }
        }

        return null;
    }

    /// <summary>Takes the rest out.</summary>
    public void Keep(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
                Keep(item);
        }
        else if (node is JsonObject members && _members.Count > 0)
        {
            foreach (
                var name in members.Select(member => member.Key).Where(name => !_members.ContainsKey(name)).ToList()
            )
                members.Remove(name);

            foreach (var (name, below) in _members)
                below.Keep(members[name]);
        }
    }

    /// <summary>What a list holds, and what is there where it is not null.</summary>
    private static JsonTypeInfo Element(JsonTypeInfo type)
    {
        while (type is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element })
            type = type.Options.GetTypeInfo(element);

        return type;
    }

    private static string Shown(string name) => name.Length > 40 ? string.Concat(name.AsSpan(0, 40), "…") : name;
}
