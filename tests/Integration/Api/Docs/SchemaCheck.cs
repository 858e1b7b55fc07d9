using System.Text.Json;
using Ringback.Model;

namespace Ringback.Tests.Integration.Api.Docs;

/// <summary>Whether an answer is what the document says of it; no member may be there that it does not know.</summary>
internal static class SchemaCheck
{
    /// <returns>What is not as it should be, each with its place.</returns>
    public static IEnumerable<string> Wrongs(
        JsonElement value,
        JsonElement schema,
        JsonElement document,
        string at = "$"
    )
    {
        schema = Resolve(schema, document);
        if (schema.TryGetProperty("oneOf", out var either))
        {
            return either.EnumerateArray().Any(choice => !Wrongs(value, choice, document, at).Any())
                ? []
                : [$"{at}: is none of {either}"];
        }

        var wrongs = new List<string>();
        if (schema.TryGetProperty("type", out var type) && !Types(type).Any(name => Is(value, name)))
            return [$"{at}: {value} is no {type}"];

        if (
            schema.TryGetProperty("enum", out var words)
            && !words.EnumerateArray().Any(word => JsonElement.DeepEquals(word, value))
        )
            wrongs.Add($"{at}: {value} is none of {words}");

        if (
            value.ValueKind == JsonValueKind.String
            && schema.TryGetProperty("format", out var format)
            && format.GetString() == "date-time"
            && !Instant.TryParse(value.GetString(), out _)
        )
        {
            wrongs.Add($"{at}: {value} is no instant");
        }

        if (value.ValueKind == JsonValueKind.Object)
            wrongs.AddRange(OfMembers(value, schema, document, at));
        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
            wrongs.AddRange(
                value.EnumerateArray().SelectMany((item, i) => Wrongs(item, items, document, $"{at}[{i}]"))
            );

        return wrongs;
    }

    private static IEnumerable<string> OfMembers(JsonElement value, JsonElement schema, JsonElement document, string at)
    {
        var hasNames = schema.TryGetProperty("properties", out var known);
        var hasValues =
            schema.TryGetProperty("additionalProperties", out var values) && values.ValueKind == JsonValueKind.Object;
        foreach (var member in value.EnumerateObject())
        {
            var below = $"{at}.{member.Name}";
            if (hasNames && known.TryGetProperty(member.Name, out var of))
            {
                foreach (var wrong in Wrongs(member.Value, of, document, below))
                    yield return wrong;
            }
            else if (hasValues)
            {
                foreach (var wrong in Wrongs(member.Value, values, document, below))
                    yield return wrong;
            }
            else if (hasNames)
            {
                yield return $"{below}: is not in the document";
            }
        }

        if (!schema.TryGetProperty("required", out var required))
            yield break;

        foreach (var name in required.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)))
            yield return $"{at}: '{name}' is missing";
    }

    private static JsonElement Resolve(JsonElement schema, JsonElement document)
    {
        while (schema.TryGetProperty("$ref", out var reference))
            schema = document
                .GetProperty("components")
                .GetProperty("schemas")
                .GetProperty(reference.GetString()!.Split('/')[^1]);

        return schema;
    }

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Select(each => each.GetString()!)
            : [type.GetString()!];

    private static bool Is(JsonElement value, string type) =>
        type switch
        {
            "null" => value.ValueKind == JsonValueKind.Null,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            "array" => value.ValueKind == JsonValueKind.Array,
            "object" => value.ValueKind == JsonValueKind.Object,
            _ => false,
        };
}
