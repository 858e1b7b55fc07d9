using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Ringback.Api.Docs;

/// <summary>Problem details as this API answers them.</summary>
internal static class ProblemExamples
{
    public static JsonNode? Of(string status, OpenApiOperation operation) =>
        status switch
        {
            "400" => Invalid(operation),
            "404" => Problem(
                "https://tools.ietf.org/html/rfc9110#section-15.5.5",
                operation.OperationId switch
                {
                    "GetStatement" => "No such statement",
                    "GetKey" or "RotateKey" or "RevokeKey" => "No such key",
                    "ListIncidentUpdates" or "WriteIncidentUpdate" => "No such incident",
                    "GetSilence" or "EndSilence" => "No such silence",
                    "SendToAlertReceiver" => "No such receiver or event",
                    _ => "No such target",
                },
                404
            ),
            "401" => Problem("https://tools.ietf.org/html/rfc9110#section-15.5.2", "Unauthorized", 401),
            "403" => Problem("https://tools.ietf.org/html/rfc9110#section-15.5.4", "Forbidden", 403),
            "409" => Problem("https://tools.ietf.org/html/rfc9110#section-15.5.10", "Conflict", 409),
            "429" => Problem("https://tools.ietf.org/html/rfc6585#section-4", "Too many requests", 429),
            "503" => Problem("https://tools.ietf.org/html/rfc9110#section-15.6.4", "The ledger is away", 503),
            _ => null,
        };

    private static JsonObject Problem(string type, string title, int status) =>
        new()
        {
            ["type"] = type,
            ["title"] = title,
            ["status"] = status,
        };

    private static JsonObject Invalid(OpenApiOperation operation)
    {
        var (name, mend) = (operation.Parameters ?? []).Any(parameter => parameter.Name == "from")
            ? ("from", "must be an RFC 3339 instant from 1970 on with an offset, such as 2026-10-01T00:00:00Z")
            : ("fields", "has no member 'verdikt'; there are: id, verdict");
        var problem = Problem(
            "https://tools.ietf.org/html/rfc9110#section-15.5.1",
            "One or more validation errors occurred.",
            400
        );
        problem["errors"] = new JsonObject { [name] = new JsonArray(mend) };
        return problem;
    }
}
