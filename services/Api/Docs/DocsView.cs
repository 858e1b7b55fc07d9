using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.OpenApi;

namespace Ringback.Api.Docs;

/// <summary>The OpenAPI document as people read it.</summary>
public sealed record DocsView(string About, IReadOnlyList<DocsView.Chapter> Chapters)
{
    public sealed record Chapter(string Name, IReadOnlyList<Operation> Operations);

    /// <param name="IsTried">Whether a form of a page can ask it: a GET that answers at once.</param>
    /// <param name="Example">Null where there is none.</param>
    public sealed record Operation(
        string Id,
        string Method,
        string Path,
        string Summary,
        string Description,
        IReadOnlyList<Parameter> Parameters,
        IReadOnlyList<string> ContentTypes,
        IReadOnlyList<(string Status, string Meaning)> Answers,
        bool IsTried,
        ExampleFile? Example
    )
    {
        public string ExampleText => Example?.Response?.ToJsonString(Indented) ?? "";

        /// <summary>For a shell.</summary>
        public string ExampleCommand => Example is null ? "" : Command(Method, Example);
    }

    /// <param name="Words">The closed list that it is one of; empty for others.</param>
    public sealed record Parameter(
        string Name,
        bool IsRequired,
        bool IsInPath,
        string Description,
        string Example,
        IReadOnlyList<string> Words
    );

    private static readonly JsonSerializerOptions InOneLine = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // the page escapes
    };

    private static readonly JsonSerializerOptions Indented = new(InOneLine) { WriteIndented = true };

    public static DocsView Of(OpenApiDocument document) =>
        new(
            document.Info.Description ?? "",
            [
                .. (
                    from path in document.Paths
                    from operation in path.Value.Operations ?? []
                    let read = Read(path.Key, operation.Key.Method, operation.Value)
                    group read by operation.Value.Tags?.FirstOrDefault()?.Name ?? "" into chapter
                    orderby chapter.Key
                    select new Chapter(chapter.Key, [.. chapter])
                ),
            ]
        );

    private static string Command(string method, ExampleFile example)
    {
        List<string> words = ["curl"];
        if (method != HttpMethods.Get)
            words.Add($"-X {method}");
        if (example.IfMatch is { } tag)
            words.Add($"-H {Quoted($"If-Match: {tag}")}");
        if (example.Body is { } body)
        {
            var isText = body.GetValueKind() == JsonValueKind.String;
            words.Add($"-H 'Content-Type: {example.Type}'");
            words.Add($"--data-binary {Quoted(isText ? (string)body! : body.ToJsonString(InOneLine))}");
        }

        return string.Join(' ', [.. words, Quoted($"http://…{example.Request}")]);
    }

    private static string Quoted(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static Operation Read(string path, string method, OpenApiOperation operation) =>
        new(
            operation.OperationId ?? "",
            method.ToUpperInvariant(),
            path,
            operation.Summary ?? "",
            operation.Description ?? "",
            [.. (operation.Parameters ?? []).Select(Read)],
            [
                .. (
                    operation.Responses?.GetValueOrDefault("200")?.Content ?? new Dictionary<string, OpenApiMediaType>()
                ).Keys,
            ],
            [.. (operation.Responses ?? []).Select(each => (each.Key, each.Value.Description ?? ""))],
            string.Equals(method, HttpMethods.Get, StringComparison.OrdinalIgnoreCase)
                && operation.Responses?.GetValueOrDefault("200")?.Content?.ContainsKey("application/json") == true,
            ExampleFile.Of(operation.OperationId)
        );

    private static Parameter Read(IOpenApiParameter parameter) =>
        new(
            parameter.Name ?? "",
            parameter.Required,
            parameter.In == ParameterLocation.Path,
            parameter.Description ?? "",
            parameter.Example?.ToString() ?? "",
            [.. (parameter.Schema?.Enum ?? []).Select(word => word.ToString())]
        );
}
