using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Ringback.Api.Answers;
using Ringback.Api.Exports;

namespace Ringback.Api.Docs;

/// <summary>What every operation says alike: parameters with their looks and examples, headers, errors, an answer to read.</summary>
internal static class OperationDocs
{
    private const string Json = "application/json";
    private const string EventStream = "text/event-stream";
    private const string Problem = "application/problem+json";

    public static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var isRead = context.Description.HttpMethod == HttpMethods.Get;
        if (string.IsNullOrWhiteSpace(operation.Description))
            operation.Description = $"{operation.Summary}.";

        var isConditional = isRead && metadata.OfType<SparseFields>().Any();
        if (isConditional && !metadata.OfType<AnsweredWhole>().Any())
            AddFields(operation);
        if (isConditional)
        {
            operation.Responses ??= [];
            operation.Responses.TryAdd("304", new OpenApiResponse());
        }

        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            parameter.Schema = ParameterDocs.Schema(parameter.Name ?? "", operation.OperationId);
            parameter.Example = ParameterDocs.Example(parameter.Name ?? "", operation.OperationId);
            parameter.Required = parameter.In == ParameterLocation.Path; // generated handlers say so of every list, too
        }

        if (metadata.OfType<Exported>().Any())
            AddForms(operation);

        var example = ExampleFile.Of(operation.OperationId);
        if (example?.Body is { } body)
        {
            foreach (var content in operation.RequestBody?.Content?.Values ?? [])
                content.Example = body;
        }

        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (response is OpenApiResponse own)
                DescribeResponse(
                    status,
                    own,
                    operation,
                    isConditional,
                    $"{example?.Status}" == status ? example : null,
                    context.Description.HttpMethod
                );
        }
    }

    private static void DescribeResponse(
        string status,
        OpenApiResponse response,
        OpenApiOperation operation,
        bool hasTag,
        ExampleFile? example,
        string? method
    )
    {
        response.Description = status switch
        {
            _ when example is not null => $"Such as the answer to {method} {example.Request}",
            "304" => "What 'If-None-Match' names is still the answer: there is no body.",
            "400" => "Parameters are wrong: 'errors' says of each what it must be.",
            "404" => "There is no such thing, and never was.",
            "503" => "The database does not answer; what is measured meanwhile is not lost.",
            _ => response.Description,
        };
        if (example?.Response is { } shown)
        {
            Exemplify(response, Json, shown);
            Exemplify(response, EventStream, shown); // the data of one event
        }

        if (ProblemExamples.Of(status, operation) is { } problem)
            Exemplify(response, Problem, problem);

        if (hasTag && status is "200" or "304")
            AddHeader(
                response,
                "ETag",
                "Of this answer; send it back as 'If-None-Match' to be told 304 while it is the same",
                "W/\"aGk\""
            );

        if (status == "503")
            AddHeader(response, "Retry-After", "Seconds", "5");
    }

    private static void AddFields(OpenApiOperation operation)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(
            new OpenApiParameter
            {
                Name = SparseFields.Parameter,
                In = ParameterLocation.Query,
                Description =
                    "Members to answer, divided by commas, dots between levels; all of them where left out. Of csv, ndjson and parquet the columns",
            }
        );
        operation.Responses ??= [];
        if (!operation.Responses.ContainsKey("400"))
        {
            operation.Responses["400"] = new OpenApiResponse
            {
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [Problem] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Object } },
                },
            };
        }
    }

    private static void AddForms(OpenApiOperation operation)
    {
        if (operation.Responses?.GetValueOrDefault("200") is not OpenApiResponse { Content: { } content })
            return;

        foreach (var form in Form.Others)
        {
            content[form.ContentType] = new OpenApiMediaType
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Format = form.IsText ? null : "binary",
                    Description = form.About,
                },
            };
        }
    }

    private static void Exemplify(OpenApiResponse response, string contentType, JsonNode example)
    {
        if (response.Content?.TryGetValue(contentType, out var content) == true)
            content.Example = example;
    }

    private static void AddHeader(OpenApiResponse response, string name, string description, JsonNode example)
    {
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        response.Headers[name] = new OpenApiHeader
        {
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            Example = example,
        };
    }
}
