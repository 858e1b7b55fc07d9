using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.CatalogFiles;

namespace Ringback.Api.Endpoints;

/// <param name="Line">From 1; 0 where it has no place.</param>
/// <param name="Field">Path, such as targets[3].https.url; empty where it is about the whole.</param>
/// <param name="Mend">What to write instead.</param>
internal sealed record CatalogMistake(int Line, int Column, string Field, string Problem, string Mend);

/// <summary>A problem (RFC 9457) that names every mistake of a catalog.</summary>
internal sealed record CatalogProblem(string Title, int Status, string Detail, IReadOnlyList<CatalogMistake> Errors)
{
    public static JsonHttpResult<CatalogProblem> Of(IReadOnlyList<CatalogError> errors) =>
        TypedResults.Json(
            new CatalogProblem(
                "This is no valid catalog",
                StatusCodes.Status422UnprocessableEntity,
                errors.Count == 1
                    ? "It has a mistake; nothing was changed."
                    : $"It has {errors.Count} mistakes; nothing was changed.",
                [
                    .. errors.Select(error => new CatalogMistake(
                        error.Line,
                        error.Column,
                        error.Field,
                        error.Problem,
                        error.Mend
                    )),
                ]
            ),
            contentType: "application/problem+json",
            statusCode: StatusCodes.Status422UnprocessableEntity
        );
}
