using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Ringback.Model;

namespace Ringback.Api.Docs;

/// <summary>The OpenAPI document: what the code says of its endpoints, and what is alike in all of them.</summary>
internal static class OpenApiDocuments
{
    public const string Name = "v1";
    public const string Path = "/openapi/v1.json";

    private const string About =
        "Availability and quality of a hosted PBX, measured from several regions. Times are UTC, RFC 3339; windows are "
        + "half-open; durations are seconds, and the end of a name is its unit. Every availability carries its coverage and "
        + "as_of. A member without a value is null, never left out. Errors are problem details (RFC 9457); 400 names every "
        + "wrong parameter. An answer is kept with its ETag and asked about each time; what can change no more says immutable. "
        + "New members may appear; none goes away or changes its meaning within v1.";

    public static void Describe(OpenApiOptions options)
    {
        options.AddSchemaTransformer(
            (schema, context, _) =>
            {
                var type = context.JsonTypeInfo.Type;
                if (type == typeof(Instant) || type == typeof(Instant?))
                {
                    schema.Type = JsonSchemaType.String | (type == typeof(Instant?) ? JsonSchemaType.Null : default);
                    schema.Format = "date-time";
                }

                // Where it may be null, whoever refers to it says so: it is no word of the list.
                if (
                    (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } list
                    && schema.Enum is { Count: > 0 }
                )
                    schema.Enum =
                    [
                        .. Enum.GetNames(list)
                            .Select(name => (JsonNode)JsonNamingPolicy.SnakeCaseLower.ConvertName(name)),
                    ];

                return Task.CompletedTask;
            }
        );
        options.AddOperationTransformer(
            (operation, context, _) =>
            {
                OperationDocs.Describe(operation, context);
                return Task.CompletedTask;
            }
        );
        options.AddDocumentTransformer(
            (document, _, _) =>
            {
                DescribeWhole(document);
                return Task.CompletedTask;
            }
        );
    }

    private static void DescribeWhole(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Ringback",
            Version = Name,
            Description = About,
            Contact = new OpenApiContact { Name = "Whoever runs this Ringback" },
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };
        document.Servers = [new OpenApiServer { Url = "/", Description = "Where this document is served" }];

        // Tags come as names of classes; people read words.
        const string Suffix = "Endpoints";
        var tags = new SortedSet<string>(StringComparer.Ordinal);
        foreach (
            var operation in document.Paths.Values.SelectMany(path => path.Operations?.Values.AsEnumerable() ?? [])
        )
        {
            var words = (operation.Tags ?? new HashSet<OpenApiTagReference>())
                .Select(tag => tag.Name ?? "")
                .Select(name => name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name)
                .ToList();
            tags.UnionWith(words);
            operation.Tags = words.Select(word => new OpenApiTagReference(word, document)).ToHashSet();
        }

        document.Tags = tags.Select(tag => new OpenApiTag { Name = tag }).ToHashSet();
    }
}
