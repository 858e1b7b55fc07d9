using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Catalogs.Checks.Http;

namespace Ringback.CatalogFiles.Checks.Http;

/// <summary>Steps of a scenario: what each captures, those after it may use.</summary>
internal static class StepReader
{
    private static readonly string[] Places = ["header", "json", "matches"];

    /// <param name="known">Names that the first may use; what steps capture is added.</param>
    /// <returns>Empty where there are none.</returns>
    public static IReadOnlyList<HttpStep> Read(Section section, string key, HashSet<string> known)
    {
        if (
            section.Find(key) is not { } field
            || !field.TryItems("steps, each with a 'name' and a 'url'", out var items)
        )
            return [];

        if (items.Count > HttpsCheck.MostSteps)
            field.Fail($"has {items.Count} steps", $"take {HttpsCheck.MostSteps} or fewer");

        var steps = new List<HttpStep>();
        foreach (var item in items)
        {
            if (!Section.TryOpen(item, "a map with a 'name' and a 'url'", partial: false, out var step))
                continue;

            steps.Add(
                new HttpStep
                {
                    Name = step.Required<string>("name", "write what the step does", One.Line),
                    Url = step.Required("url", $"write the URL, such as {HttpTexts.ExampleUrl}", HttpTexts.Url(known)),
                    Request = RequestReader.Read(step, known),
                    Expect = ExpectationReader.Read(step, known),
                    Captures = ReadCaptures(step, known),
                }
            );
            step.Close();
        }

        return steps;
    }

    private static Dictionary<string, HttpCapture> ReadCaptures(Section step, HashSet<string> known)
    {
        var read = new Dictionary<string, HttpCapture>(StringComparer.Ordinal);
        const string Form = "{ header: Name }, { json: $.path } or { matches: expression }";
        if (
            step.Find("capture") is not { } field
            || !Section.TryOpen(field, $"a map of names, each with {Form}", partial: false, out var captures)
        )
            return read;

        foreach (var (name, at) in captures.Entries())
        {
            if (!NameReader.IsName(at, name) || !Section.TryOpen(at, Form, partial: false, out var capture))
                continue;

            read[name.Text] = new HttpCapture
            {
                Header = capture.Maybe<string>("header", One.Line),
                Json = capture.Maybe<string>("json", HttpTexts.JsonPathText),
                Pattern = capture.Maybe<string>("matches", HttpTexts.Pattern),
            };
            var places = Places.Count(place => capture.Find(place) is not null);
            if (places != 1)
                at.Fail($"names {places} places", $"write exactly one of {Form}");

            capture.Close();
            known.Add(name.Text);
        }

        return read;
    }
}
