using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Model;

namespace Ringback.Api.Endpoints;

/// <summary>What is answered to a request that cannot be served: RFC 9457 problem details.</summary>
internal static class Problems
{
    public static ProblemHttpResult NoSuchStatement() =>
        TypedResults.Problem(
            statusCode: StatusCodes.Status404NotFound,
            title: "No such statement",
            detail: "A month's statement is written five days after its end; /v1/statements lists those that there are."
        );

    public static ProblemHttpResult NoSuchKey() =>
        TypedResults.Problem(
            statusCode: StatusCodes.Status404NotFound,
            title: "No such key",
            detail: "/v1/keys lists those that there are; one that is revoked or expired cannot be rotated."
        );

    public static ProblemHttpResult NoSuchIncident() =>
        TypedResults.Problem(
            statusCode: StatusCodes.Status404NotFound,
            title: "No such incident",
            detail: "/v1/incidents lists those that there are."
        );

    public static ProblemHttpResult NoSuchSilence() =>
        TypedResults.Problem(
            statusCode: StatusCodes.Status404NotFound,
            title: "No such silence",
            detail: "/v1/silences lists those that there are, also those that are over."
        );

    /// <summary>To who is limited to components and reaches beyond them.</summary>
    public static ProblemHttpResult Beyond(string detail) =>
        TypedResults.Problem(
            statusCode: StatusCodes.Status403Forbidden,
            title: "The key or token may not do this",
            detail: detail
        );

    public static ProblemHttpResult NoSuchComponent() =>
        TypedResults.Problem(
            statusCode: StatusCodes.Status404NotFound,
            title: "No such component",
            detail: "/api/v2/components.json lists those that there are."
        );

    public static ProblemHttpResult NoSuchTarget(string id) =>
        TypedResults.Problem(
            statusCode: StatusCodes.Status404NotFound,
            title: "No such target",
            detail: Slug.IsValid(id)
                ? $"There is no target '{id}' and has never been one; /v1/targets lists those of now."
                : "An id has lower-case letters, digits and single hyphens; /v1/targets lists those of now."
        );
}
