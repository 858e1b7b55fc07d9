using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Ringback.Model;

namespace Ringback.Api;

internal static class OpenApiDocuments
{
    public static void Describe(OpenApiOptions options)
    {
        options.AddDocumentTransformer(
            (document, _, _) =>
            {
                document.Info = new OpenApiInfo
                {
                    Title = "Ringback",
                    Version = "v1",
                    Description =
                        "Availability and quality of a hosted PBX, measured from several regions. Times are UTC, RFC 3339; "
                        + "windows are half-open; every availability carries its coverage and as_of. A member without a value "
                        + "is null, never left out. Errors are problem details (RFC 9457); 400 names every wrong parameter.",
                };
                return Task.CompletedTask;
            }
        );
        options.AddOperationTransformer(
            (operation, _, _) =>
            {
                foreach (var parameter in operation.Parameters ?? [])
                    (parameter as OpenApiParameter)?.Schema = ParameterSchema(parameter.Name, operation.OperationId);
                return Task.CompletedTask;
            }
        );
        options.AddSchemaTransformer(
            (schema, context, _) =>
            {
                if (context.JsonTypeInfo.Type == typeof(Instant) || context.JsonTypeInfo.Type == typeof(Instant?))
                {
                    schema.Type =
                        JsonSchemaType.String
                        | (context.JsonTypeInfo.Type == typeof(Instant?) ? JsonSchemaType.Null : default);
                    schema.Format = "date-time";
                }

                return Task.CompletedTask;
            }
        );
    }

    /// <summary>Parameters are read as text, so that one answer can name all that are wrong; this is what they must look like.</summary>
    private static OpenApiSchema ParameterSchema(string? name, string? operation) =>
        name switch
        {
            "from" or "to" => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
            "resolution" => new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = operation == "GetAvailability" ? ["minute", "hour", "day", "month"] : ["hour", "day", "month"],
            },
            "format" => new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["json", "csv"] },
            "limit" => new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Minimum = "1",
                Maximum = "1000",
                Default = 100,
            },
            "status" => new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["open", "closed", "all"] },
            _ => new OpenApiSchema { Type = JsonSchemaType.String },
        };
}
