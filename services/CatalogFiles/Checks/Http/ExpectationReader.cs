using System.Diagnostics.CodeAnalysis;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs.Checks.Http;

namespace Ringback.CatalogFiles.Checks.Http;

/// <summary>The keys that say what an answer must be.</summary>
internal static class ExpectationReader
{
    public static readonly IReadOnlyList<string> Keys =
    [
        "status",
        .. TextExpectationReader.Keys,
        "type",
        "size",
        "final_url",
        "response_headers",
    ];

    private const int MostSize = 1024 * 1024;

    private static readonly FieldReader<IReadOnlyList<int>> Status = Many.Distinct(
        "final status codes",
        One.Whole(200, 599)
    );

    /// <param name="section">Of a check or a step.</param>
    /// <param name="known">Names that a text may use.</param>
    public static HttpExpectation Read(Section section, IReadOnlySet<string> known)
    {
        var size = section.Inner("size");
        var expectation = new HttpExpectation
        {
            Status = section.Optional("status", Status, [200]),
            Body = TextExpectationReader.Read(section),
            MediaType = section.Maybe<string>("type", MediaType),
            LeastSize = Size(size, "at_least"),
            MostSize = Size(size, "at_most"),
            FinalUrl = section.Maybe<string>("final_url", HttpTexts.Url(known)),
            Headers = ReadHeaders(section),
        };
        if (expectation.MostSize < expectation.LeastSize)
            size.Fail("at_most", "is less than at_least", "write the larger number here");

        size.Close();
        return expectation;
    }

    private static int? Size(Section size, string key) =>
        size.TryGet(key, One.Whole(0, MostSize), out var bytes) ? bytes : null;

    private static List<HeaderAssertion> ReadHeaders(Section section)
    {
        const string Form = "a map such as { Content-Type: { contains: json } }";
        if (
            section.Find("response_headers") is not { } field
            || !Section.TryOpen(field, Form, section.IsPartial, out var headers)
        )
            return [];

        var read = new List<HeaderAssertion>();
        foreach (var (key, header) in headers.Entries())
        {
            if (
                !HttpTexts.IsHeaderName(header, key)
                || !Section.TryOpen(header, ComparisonReader.Forms, partial: false, out var comparison)
            )
                continue;

            read.Add(new HeaderAssertion(key.Text, ComparisonReader.Read(comparison, ofJson: false)));
            comparison.Close();
        }

        return read;
    }

    private static bool MediaType(Field field, [MaybeNullWhen(false)] out string type) =>
        field.TryText("a media type such as application/json", out type)
        && (
            (
                type.Split('/') is [{ Length: > 0 }, { Length: > 0 }]
                && type.Length <= 100
                && type.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '+' or '.' or '-' or '_')
            )
            || field.Fail(
                $"{Shown.Quoted(type)} is no media type",
                "write one such as application/json, without parameters"
            )
        );
}
