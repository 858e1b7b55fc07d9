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
                        + "windows are half-open; every availability carries its coverage and as_of. Errors are problem "
                        + "details (RFC 9457).",
                };
                return Task.CompletedTask;
            }
        );
        options.AddSchemaTransformer(
            (schema, context, _) =>
            {
                if (context.JsonTypeInfo.Type == typeof(Instant) || context.JsonTypeInfo.Type == typeof(Instant?))
                {
                    schema.Type = JsonSchemaType.String;
                    schema.Format = "date-time";
                }

                return Task.CompletedTask;
            }
        );
    }
}
