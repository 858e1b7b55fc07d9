using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Ringback.Model.Catalogs;

/// <summary>Reads catalogs, and parts of them, that were written earlier or elsewhere: what they do not say is as usual.</summary>
/// <remarks>
/// A catalog is kept for years in the ledger, on a worker's disk and on the bus, and a newer version of the product has settings that it lacks. The
/// generated reader gives each of those <c>default</c>, whatever its initialiser says: no port, no list, no retry. So the text is completed first.
/// </remarks>
public static class CatalogJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="JsonException">It is no such thing; also where a value is missing that has no usual one.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type) =>
        Read(JsonNode.Parse(utf8, documentOptions: Strict), type);

    /// <inheritdoc cref="Read{T}(ReadOnlySpan{byte}, JsonTypeInfo{T})"/>
    public static T Read<T>(string text, JsonTypeInfo<T> type) =>
        Read(JsonNode.Parse(text, documentOptions: Strict), type);

    private static T Read<T>(JsonNode? node, JsonTypeInfo<T> type)
    {
        Complete(node, type);
        return node.Deserialize(type) ?? throw new JsonException($"is no {typeof(T).Name}");
    }

    private static void Complete(JsonNode? node, JsonTypeInfo type)
    {
        switch (node)
        {
            case JsonObject part when type.Kind == JsonTypeInfoKind.Object && Actual(part, type) is { } actual:
                foreach (var property in actual.Properties)
                {
                    if (part[property.Name] is { } value)
                        Complete(value, TypeInfo(property.PropertyType));
                    else if (!part.ContainsKey(property.Name))
                        Add(part, property, actual);
                }

                break;
            case JsonObject entries when type.Kind == JsonTypeInfoKind.Dictionary:
                foreach (var (_, value) in entries)
                    Complete(value, TypeInfo(type.ElementType!));

                break;
            case JsonArray items when type.Kind == JsonTypeInfoKind.Enumerable:
                foreach (var item in items)
                    Complete(item, TypeInfo(type.ElementType!));

                break;
        }
    }

    private static void Add(JsonObject part, JsonPropertyInfo property, JsonTypeInfo type)
    {
        if (CatalogDefaults.Of(type.Type)?[property.Name] is { } usual)
            part[property.Name] = usual.DeepClone();
        else if (
            property.AssociatedParameter is { IsMemberInitializer: false, HasDefaultValue: false, IsNullable: false }
        )
            throw new JsonException($"{type.Type.Name} has no {property.Name}");
    }

    /// <summary>Null where its kind is not known: the generated reader says so.</summary>
    private static JsonTypeInfo? Actual(JsonObject part, JsonTypeInfo type)
    {
        if (type.PolymorphismOptions is not { } kinds)
            return type;

        var kind =
            part[kinds.TypeDiscriminatorPropertyName] is JsonValue value && value.TryGetValue(out string? name)
                ? name
                : null;
        foreach (var derived in kinds.DerivedTypes)
        {
            if (derived.TypeDiscriminator is string known && known == kind)
                return TypeInfo(derived.DerivedType);
        }

        return null;
    }

    private static JsonTypeInfo TypeInfo(Type type) =>
        ModelJson.Default.GetTypeInfo(type) ?? throw new InvalidOperationException($"{type} is in no catalog");
}
