using System.Text.Json.Nodes;

namespace Ringback.Api.Docs;

/// <summary>A request, and what the API answered to it over a small ledger: a test holds the two together.</summary>
/// <param name="Request">Path and query.</param>
/// <param name="Body">What is sent; null where nothing is.</param>
/// <param name="Type">Media type of it.</param>
/// <param name="IfMatch">The tag that a change names; null where none is to be named.</param>
/// <param name="Response">Null where the answer has no body.</param>
public sealed record ExampleFile(
    string Request,
    JsonNode? Body,
    string Type,
    string? IfMatch,
    int Status,
    JsonNode? Response
)
{
    /// <returns>A copy of its own; null where the operation has none.</returns>
    public static ExampleFile? Of(string? operation)
    {
        using var file = typeof(ExampleFile).Assembly.GetManifestResourceStream(
            $"Ringback.Api.Docs.Examples.{operation}.json"
        );
        return file is null ? null : Of(JsonNode.Parse(file)!);
    }

    public static ExampleFile Of(JsonNode read) =>
        new(
            (string)read["request"]!,
            read["body"]?.DeepClone(),
            (string?)read["type"] ?? "application/json",
            (string?)read["if_match"],
            (int?)read["status"] ?? StatusCodes.Status200OK,
            read["response"]?.DeepClone()
        );
}
