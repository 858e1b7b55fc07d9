using System.Text.Json.Nodes;

namespace Ringback.Tests.Unit.Api.Docs;

/// <param name="Breaks">Whether a client that worked before may not work any more.</param>
public sealed record OpenApiChange(bool Breaks, string Where, string What)
{
    public override string ToString() => $"{(Breaks ? "BREAKING" : "fine")}: {Where}: {What}";
}

/// <summary>What changed between two OpenAPI documents, and whom it breaks.</summary>
internal sealed class OpenApiChanges
{
    private readonly JsonNode _before;
    private readonly JsonNode _after;
    private readonly List<OpenApiChange> _changes = [];
    private readonly HashSet<string> _seen = [];

    private OpenApiChanges(JsonNode before, JsonNode after) => (_before, _after) = (before, after);

    private enum Side
    {
        /// <summary>Clients send it: less may not be taken than before.</summary>
        Sent,

        /// <summary>Clients read it: less may not be said than before.</summary>
        Read,
    }

    public static IReadOnlyList<OpenApiChange> Between(JsonNode before, JsonNode after)
    {
        var changes = new OpenApiChanges(before, after);
        changes.ComparePaths();
        return changes._changes;
    }

    private void ComparePaths()
    {
        foreach (var (path, old, now) in Pairs(_before["paths"], _after["paths"]))
        {
            foreach (var (method, was, now2) in Pairs(old, now))
            {
                var where = $"{method.ToUpperInvariant()} {path}";
                if (was is null)
                    Add(false, where, "is new");
                else if (now2 is null)
                    Add(true, where, "is gone");
                else
                    CompareOperation(where, was, now2);
            }
        }
    }

    private void CompareOperation(string where, JsonNode old, JsonNode now)
    {
        if ((string?)old["operationId"] != (string?)now["operationId"])
            Add(true, where, $"operationId was '{old["operationId"]}'");

        foreach (var (name, was, parameter) in Pairs(Parameters(old), Parameters(now)))
        {
            var at = $"{where} parameter '{name}'";
            if (parameter is null)
                Add(true, at, "is gone");
            else if (was is null)
                Add(IsRequired(parameter), at, IsRequired(parameter) ? "is new and required" : "is new");
            else
            {
                if (IsRequired(parameter) && !IsRequired(was))
                    Add(true, at, "is required now");
                CompareSchemas(at, was["schema"], parameter["schema"], Side.Sent);
            }
        }

        CompareContents($"{where} body", old["requestBody"]?["content"], now["requestBody"]?["content"], Side.Sent);
        foreach (var (status, was, response) in Pairs(old["responses"], now["responses"]))
        {
            var at = $"{where} {status}";
            if (response is null)
                Add(status.StartsWith('2'), at, "is gone");
            else if (was is null)
                Add(false, at, "is new");
            else
                CompareContents(at, was["content"], response["content"], Side.Read);
        }
    }

    private void CompareContents(string where, JsonNode? old, JsonNode? now, Side side)
    {
        foreach (var (type, was, content) in Pairs(old, now))
        {
            if (content is null)
                Add(true, where, $"{type} is gone");
            else if (was is null)
                Add(false, where, $"{type} is new");
            else
                CompareSchemas($"{where} {type}", was["schema"], content["schema"], side);
        }
    }

    private void CompareSchemas(string where, JsonNode? old, JsonNode? now, Side side)
    {
        if (old is null || now is null)
        {
            if (old is not null || now is not null)
                Add(
                    old is null == (side == Side.Sent),
                    where,
                    now is null ? "has no schema any more" : "has a schema now"
                );
            return;
        }

        if (old["$ref"] is { } named && now["$ref"] is { } other && !_seen.Add($"{named}>{other}>{side}"))
            return;

        (old, now) = (Resolve(_before, old), Resolve(_after, now));
        CompareLists($"{where} type", Types(old), Types(now), side);
        if (old["enum"] is not null || now["enum"] is not null)
            CompareLists($"{where} enum", Texts(old["enum"]), Texts(now["enum"]), side, isClosed: true);

        foreach (var bound in new[] { "format", "pattern", "minimum", "maximum", "maxLength", "minLength" })
        {
            if (old[bound]?.ToString() != now[bound]?.ToString())
                Add(
                    now[bound] is not null && side == Side.Sent,
                    where,
                    $"{bound} was {old[bound] ?? "not there"}, is {now[bound] ?? "gone"}"
                );
        }

        CompareMembers(where, old, now, side);
        CompareSchemas($"{where}[]", old["items"], now["items"], side);
        if (old["additionalProperties"] is JsonObject was && now["additionalProperties"] is JsonObject values)
            CompareSchemas($"{where}{{}}", was, values, side);
        foreach (var (place, one, another) in Pairs(Choices(old), Choices(now)))
            CompareSchemas($"{where} {place}", one, another, side);
    }

    private void CompareMembers(string where, JsonNode old, JsonNode now, Side side)
    {
        var (required, requiredNow) = (Texts(old["required"]), Texts(now["required"]));
        foreach (var (name, was, member) in Pairs(old["properties"], now["properties"]))
        {
            var at = $"{where}.{name}";
            if (member is null)
                Add(true, at, "is gone");
            else if (was is null)
            {
                var isForced = side == Side.Sent && requiredNow.Contains(name);
                Add(isForced, at, isForced ? "is new and required" : "is new");
            }
            else
            {
                if (side == Side.Sent && requiredNow.Contains(name) && !required.Contains(name))
                    Add(true, at, "is required now");
                if (side == Side.Read && required.Contains(name) && !requiredNow.Contains(name))
                    Add(true, at, "may be left out now");
                CompareSchemas(at, was, member, side);
            }
        }
    }

    /// <summary>Of what is sent nothing may go; of what is read nothing but a word of a closed list may come.</summary>
    private void CompareLists(
        string where,
        IReadOnlyList<string> old,
        IReadOnlyList<string> now,
        Side side,
        bool isClosed = false
    )
    {
        foreach (var gone in old.Except(now))
            Add(side == Side.Sent || isClosed, where, $"'{gone}' is gone");
        foreach (var come in now.Except(old))
            Add(side == Side.Read && !isClosed, where, $"'{come}' is new");
    }

    private void Add(bool breaks, string where, string what) => _changes.Add(new OpenApiChange(breaks, where, what));

    private static bool IsRequired(JsonNode parameter) => (bool?)parameter["required"] == true;

    private static JsonObject Parameters(JsonNode operation)
    {
        var byName = new JsonObject();
        foreach (var parameter in operation["parameters"] as JsonArray ?? [])
            byName[(string)parameter!["name"]!] = parameter.DeepClone();
        return byName;
    }

    private static JsonObject Choices(JsonNode schema)
    {
        var byPlace = new JsonObject();
        foreach (var word in new[] { "oneOf", "anyOf", "allOf" })
        {
            var place = 0;
            foreach (var choice in schema[word] as JsonArray ?? [])
                byPlace[$"{word} {place++}"] = choice!.DeepClone();
        }

        return byPlace;
    }

    private static JsonNode Resolve(JsonNode document, JsonNode schema)
    {
        while ((string?)schema["$ref"] is { } reference)
            schema = document["components"]!["schemas"]![reference.Split('/')[^1]]!;

        return schema;
    }

    private static IReadOnlyList<string> Types(JsonNode schema) =>
        schema["type"] is JsonArray several ? Texts(several)
        : schema["type"] is { } one ? [one.ToString()]
        : [];

    private static IReadOnlyList<string> Texts(JsonNode? list) =>
        [.. (list as JsonArray ?? []).Select(item => item?.ToString() ?? "null")];

    private static List<(string Name, JsonNode? Old, JsonNode? Now)> Pairs(JsonNode? old, JsonNode? now)
    {
        var (was, @is) = (old as JsonObject ?? [], now as JsonObject ?? []);
        return was.Select(each => each.Key)
            .Union(@is.Select(each => each.Key))
            .Select(name => (Name: name, Old: was[name], Now: @is[name]))
            .ToList();
    }
}
