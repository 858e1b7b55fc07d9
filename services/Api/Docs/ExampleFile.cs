using System.Text.Json.Nodes;

namespace Ringback.Api.Docs;

/// <summary>A request, and what the API answered to it over a small ledger: a test holds the two together.</summary>
/// <param name="Request">Path and query.</param>
public sealed record ExampleFile(string Request, JsonNode Response)
{
    /// <returns>A copy of its own; null where the operation has none.</returns>
    public static ExampleFile? Of(string? operation)
    {
        using var file = typeof(ExampleFile).Assembly.GetManifestResourceStream(
            $"Ringback.Api.Docs.Examples.{operation}.json"
        );
        if (file is null)
            return null;

        var read = JsonNode.Parse(file)!;
        var response = read["response"] ?? new JsonObject();
        return new ExampleFile((string)read["request"]!, response.DeepClone());
    }
}
