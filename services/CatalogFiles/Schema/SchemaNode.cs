using System.Text.Json.Nodes;

namespace Ringback.CatalogFiles.Schema;

/// <summary>What the text of a single value may be.</summary>
/// <param name="Type">The type that YAML sees in it where it is not quoted: <c>integer</c>, <c>number</c>, <c>boolean</c>; null for any.</param>
/// <param name="Pattern">Of the text, where it is one; a variable in it is always allowed.</param>
internal sealed record TextShape(string? Type = null, double? Least = null, double? Most = null, string? Pattern = null)
{
    public static TextShape Whole(int least, int most) => new("integer", least, most, "^[0-9]+$");

    public static TextShape Number(double least, double most) => new("number", least, most, @"^[0-9]*\.?[0-9]+$");

    public static TextShape Flag { get; } = new("boolean", Pattern: "^(true|false)$");
}

/// <summary>All that readers said of one place of a catalog.</summary>
internal sealed class SchemaNode
{
    /// <summary>Where a variable is put in, nothing is known of the text.</summary>
    private const string Variable = @"\$\{";

    private readonly OrderedDictionary<string, SchemaNode> _members = [];
    private readonly Dictionary<string, int> _required = [];
    private readonly SortedSet<string> _words = new(StringComparer.Ordinal);
    private string? _text;
    private TextShape? _shape;
    private string? _list;
    private string? _map;
    private int _opened;
    private SchemaNode? _item;
    private SchemaNode? _other;

    public void BeText(string expected, TextShape? shape) => (_text, _shape) = (_text ?? expected, shape ?? _shape);

    public void BeWord(string expected, IEnumerable<string> words)
    {
        _text ??= expected;
        _words.UnionWith(words);
    }

    public void BeList(string expected) => _list ??= expected;

    public void BeMap(string expected)
    {
        _map ??= expected;
        _opened++;
    }

    /// <summary>A key that has to be there whenever the map is: it is one if that is said each time.</summary>
    public void Require(string key) => _required[key] = _required.GetValueOrDefault(key) + 1;

    public SchemaNode Member(string key)
    {
        if (!_members.TryGetValue(key, out var member))
            _members[key] = member = new SchemaNode();

        return member;
    }

    public SchemaNode Item() => _item ??= new SchemaNode();

    public SchemaNode Other() => _other ??= new SchemaNode();

    public JsonObject Write()
    {
        var ways = new List<JsonObject>();
        if (_map is not null)
            ways.Add(WriteMap(_map));
        if (_list is not null)
            ways.Add(WriteList(_list));
        if (_text is not null || ways.Count == 0)
            ways.Add(WriteText());

        return ways is [var only] ? only : new JsonObject { ["anyOf"] = new JsonArray([.. ways]) };
    }

    private JsonObject WriteMap(string expected)
    {
        var schema = new JsonObject { ["type"] = "object", ["description"] = Sentence(expected) };
        var required = _required.Where(each => each.Value == _opened).Select(each => (JsonNode)each.Key).ToArray();
        if (required.Length > 0)
            schema["required"] = new JsonArray(required);
        if (_members.Count > 0)
            schema["properties"] = new JsonObject(
                _members.Select(member => KeyValuePair.Create(member.Key, (JsonNode?)member.Value.Write()))
            );
        schema["additionalProperties"] = _other is null ? JsonValue.Create(false) : _other.Write();
        return schema;
    }

    private JsonObject WriteList(string expected) =>
        new()
        {
            ["type"] = "array",
            ["description"] = Sentence($"a list of {expected}"),
            ["minItems"] = 1,
            ["items"] = Item().Write(),
        };

    private JsonObject WriteText()
    {
        var schema = new JsonObject();
        if (_text is not null)
            schema["description"] = Sentence(_text);
        if (_words.Count > 0)
        {
            schema["type"] = "string";
            schema["anyOf"] = new JsonArray(
                new JsonObject { ["enum"] = new JsonArray([.. _words.Select(word => (JsonNode)word)]) },
                new JsonObject { ["pattern"] = Variable }
            );
            return schema;
        }

        schema["type"] = _shape?.Type is { } type
            ? new JsonArray(type, "string")
            : new JsonArray("string", "number", "boolean");
        if (_shape?.Least is { } least)
            schema["minimum"] = least;
        if (_shape?.Most is { } most)
            schema["maximum"] = most;
        if (_shape?.Pattern is { } pattern)
            schema["pattern"] = $"{pattern}|{Variable}";

        return schema;
    }

    private static string Sentence(string expected) => $"{char.ToUpperInvariant(expected[0])}{expected[1..]}.";
}
