using System.Diagnostics.CodeAnalysis;
using Ringback.CatalogFiles.Reading;
using Ringback.Model.Catalogs.Checks.Http;

namespace Ringback.CatalogFiles.Checks.Http;

/// <summary>The keys that say what a text of a peer must hold.</summary>
internal static class TextExpectationReader
{
    public static readonly IReadOnlyList<string> Keys = ["contains", "excludes", "matches", "json"];

    public static TextExpectation Read(Section section) =>
        new()
        {
            Contains = section.Maybe<string>("contains", Text),
            Excludes = section.Maybe<string>("excludes", Text),
            Matches = section.Maybe<string>("matches", HttpTexts.Pattern),
            Json = ReadJson(section),
        };

    private static List<JsonAssertion> ReadJson(Section section)
    {
        const string Form = "{ path: $.status, is: ok }";
        if (section.Find("json") is not { } field || !field.TryItems($"assertions such as {Form}", out var items))
            return [];

        var read = new List<JsonAssertion>();
        foreach (var item in items)
        {
            if (!Section.TryOpen(item, Form, partial: false, out var assertion))
                continue;

            var path = assertion.Required<string>("path", "write a JSONPath such as $.status", HttpTexts.JsonPathText);
            read.Add(new JsonAssertion(path, ComparisonReader.Read(assertion, ofJson: true)));
            assertion.Close();
        }

        return read;
    }

    private static bool Text(Field field, [MaybeNullWhen(false)] out string text) =>
        field.TryText("the text to look for", out text)
        && (text.Length <= 1000 || field.Fail("is longer than 1000 characters", "look for less"));
}
