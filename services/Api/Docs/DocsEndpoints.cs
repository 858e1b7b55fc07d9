using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Ringback.CatalogFiles;

namespace Ringback.Api.Docs;

/// <summary>The page to read the document on, and to try each operation that reads.</summary>
internal static class DocsEndpoints
{
    public const string Path = "/docs";
    public const string TryPath = "/docs/try/";

    public const string SchemaPath = "/v1/catalog/schema.json";

    public static void MapDocs(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(SchemaPath, () => TypedResults.Text(CatalogSchema.Text, "application/schema+json"))
            .AllowAnonymous()
            .ExcludeFromDescription();
        routes.MapGet(Path, ReadAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet($"{TryPath}{{operation}}", TryAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<RazorComponentResult> ReadAsync(
        [FromKeyedServices(OpenApiDocuments.Name)] IOpenApiDocumentProvider documents,
        HttpResponse response,
        CancellationToken cancel
    )
    {
        response.Headers.ContentSecurityPolicy = SecurityHeaders.PolicyWithForms;
        return new RazorComponentResult<DocsPage>(
            new { Page = DocsView.Of(await documents.GetOpenApiDocumentAsync(cancel)) }
        );
    }

    /// <summary>A form cannot put a value into a path: it comes here with all of them, and is sent on.</summary>
    private static async Task<Results<RedirectHttpResult, NotFound>> TryAsync(
        string operation,
        [FromKeyedServices(OpenApiDocuments.Name)] IOpenApiDocumentProvider documents,
        HttpRequest request,
        CancellationToken cancel
    )
    {
        var view = DocsView.Of(await documents.GetOpenApiDocumentAsync(cancel));
        var asked = view
            .Chapters.SelectMany(chapter => chapter.Operations)
            .FirstOrDefault(each => each.Id == operation);
        if (asked is not { IsTried: true })
            return TypedResults.NotFound();

        var path = asked.Path;
        var query = QueryString.Empty;
        foreach (var parameter in asked.Parameters)
        {
            var value = request.Query[parameter.Name].ToString();
            if (parameter.IsInPath)
                path = path.Replace($"{{{parameter.Name}}}", Uri.EscapeDataString(value), StringComparison.Ordinal);
            else if (value.Length > 0)
                query = query.Add(parameter.Name, value);
        }

        return TypedResults.LocalRedirect(path + query);
    }
}
