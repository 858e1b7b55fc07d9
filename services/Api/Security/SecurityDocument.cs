using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Ringback.Api.Security;

/// <summary>What the OpenAPI document says of who may call what: read from what the endpoints state.</summary>
internal static class SecurityDocument
{
    private const string Scheme = "bearer";

    /// <summary>What an operation is to a key that is limited to components: <c>filtered</c>, <c>of_its_targets</c> or <c>refused</c>.</summary>
    private const string LimitedKeys = "x-limited-keys";

    public static void Describe(OpenApiOptions options)
    {
        options.AddDocumentTransformer(
            (document, _, _) =>
            {
                document.Components ??= new OpenApiComponents();
                document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
                document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description =
                        "An API key (rbk_…), or a token of the configured identity provider. Where the service is "
                        + "set open, what a viewer may read needs none.",
                };
                return Task.CompletedTask;
            }
        );
        options.AddOperationTransformer(
            (operation, context, _) =>
            {
                var metadata = context.Description.ActionDescriptor.EndpointMetadata;
                if (metadata.OfType<IAllowAnonymous>().Any())
                {
                    operation.Security = [];
                    Refuse(operation, 429, "Too many requests: Retry-After says when.");
                }
                else if (metadata.OfType<Need>().LastOrDefault() is { } need)
                {
                    operation.Security =
                    [
                        new OpenApiSecurityRequirement
                        {
                            [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [Access.Name(need.Role)],
                        },
                    ];
                    Refuse(operation, 401, "No key or token, or one that does not hold.");
                    var (word, limit) = OfLimited(metadata, context.Description.RelativePath ?? "");
                    operation.Extensions ??= new Dictionary<string, IOpenApiExtension>();
                    operation.Extensions[LimitedKeys] = new JsonNodeExtension(word);
                    Refuse(operation, 403, $"The key or token has not the role {Access.Name(need.Role)}, or {limit}.");
                    Refuse(operation, 429, "Too many requests: Retry-After says when.");
                }

                return Task.CompletedTask;
            }
        );
    }

    private static (string Word, string Limit) OfLimited(IList<object> metadata, string path) =>
        metadata.OfType<LimitsItself>().Any() ? ("filtered", "is limited to components and asks beyond them")
        : metadata.OfType<OneTarget>().Any() && path.Contains("{id}", StringComparison.Ordinal)
            ? ("of_its_targets", "is limited to components that the target is none of")
        : ("refused", "is limited to components");

    private static void Refuse(OpenApiOperation operation, int status, string description)
    {
        operation.Responses ??= [];
        operation.Responses.TryAdd(
            status.ToString(CultureInfo.InvariantCulture),
            new OpenApiResponse
            {
                Description = description,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new OpenApiMediaType(),
                },
            }
        );
    }
}
