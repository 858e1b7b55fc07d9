using Microsoft.Net.Http.Headers;
using Ringback.Api.Endpoints;

namespace Ringback.Api.Exports;

/// <summary>What an answer is written as.</summary>
/// <param name="Name">Of the <c>format</c> parameter, and of a file's ending.</param>
/// <param name="About">For readers of the document.</param>
internal sealed record Form(string Name, string ContentType, string About, bool IsText = true)
{
    public const string Choice =
        "json, csv, ndjson or parquet; what 'Accept' asks for where left out. The last three have every row, not a page";

    public static readonly Form Json = new("json", "application/json", "");

    public static readonly Form Csv = new(
        "csv",
        "text/csv",
        "A line of names, then a line for each row (RFC 4180), however many. A text that a spreadsheet would take for a formula begins with an apostrophe."
    );

    public static readonly Form Ndjson = new(
        "ndjson",
        "application/x-ndjson",
        "A JSON object a line, however many rows."
    );

    public static readonly Form Parquet = new(
        "parquet",
        "application/vnd.apache.parquet",
        "Columns with types: instants in microseconds of UTC, ratios and exact seconds as decimals with nine places.",
        IsText: false
    );

    public static IReadOnlyList<Form> Others { get; } = [Csv, Ndjson, Parquet];

    public static IReadOnlyList<string> Names { get; } = [Json.Name, .. Others.Select(form => form.Name)];

    /// <summary>What <c>format</c> says, else what <c>Accept</c> would rather have, else JSON.</summary>
    public static Form Read(string? format, HttpRequest request, QueryErrors errors)
    {
        if (format is null)
            return OfAccept(request);

        var named = Others.Append(Json).FirstOrDefault(form => form.Name == format);
        if (named is null)
            errors.Add("format", $"must be one of {string.Join(", ", Names)}");

        return named ?? Json;
    }

    private static Form OfAccept(HttpRequest request)
    {
        request.HttpContext.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        var accepted = request.GetTypedHeaders().Accept;
        return accepted
                .OrderByDescending(type => type.Quality ?? 1)
                .Select(type =>
                    type.MatchesAllTypes || type.MediaType == "application/*"
                        ? Json
                        : Others
                            .Append(Json)
                            .FirstOrDefault(form =>
                                type.MediaType.Equals(form.ContentType, StringComparison.OrdinalIgnoreCase)
                            )
                )
                .FirstOrDefault(form => form is not null)
            ?? Json;
    }
}
