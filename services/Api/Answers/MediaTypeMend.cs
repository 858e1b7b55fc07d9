namespace Ringback.Api.Answers;

/// <summary>415 says what to send: a body without a type is refused before any endpoint sees it.</summary>
internal static class MediaTypeMend
{
    private static readonly string[] Yaml = ["/v1/catalog", "/v1/catalog/dry-run"];

    public static void Add(ProblemDetailsContext context)
    {
        if (context.ProblemDetails.Status != StatusCodes.Status415UnsupportedMediaType)
            return;

        var type = Yaml.Any(path => context.HttpContext.Request.Path.Equals(path, StringComparison.OrdinalIgnoreCase))
            ? "application/yaml"
            : "application/json";
        context.ProblemDetails.Detail = context.HttpContext.Request.ContentType is null
            ? $"The body has no type: send the header Content-Type: {type}."
            : $"The body is of another type: send it with the header Content-Type: {type}.";
    }
}
