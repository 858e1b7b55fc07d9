using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs.Checks.Http;

namespace Ringback.CatalogFiles.Checks.Http;

/// <summary>The keys that say what a request is made of.</summary>
internal static class RequestReader
{
    public static readonly IReadOnlyList<string> Keys =
    [
        "url",
        "method",
        "headers",
        "body",
        "form",
        "redirects",
        "anonymous",
    ];

    private const int MostRedirects = 10;
    private const int MostEntries = 50;

    private static readonly FieldReader<string> ReadMethod = Many.Word(
        new[] { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" }.ToDictionary(method => method)
    );

    /// <param name="section">Of a check or a step.</param>
    /// <param name="known">Names that a text may use.</param>
    public static HttpRequestPlan Read(Section section, IReadOnlySet<string> known)
    {
        var plan = new HttpRequestPlan
        {
            Method = section.Maybe<string>("method", ReadMethod),
            Headers = ReadMap(section, "headers", known, ofHeaders: true) ?? new Dictionary<string, string>(),
            Body = section.Maybe<string>("body", HttpTexts.Text("the body", known)),
            Form = ReadMap(section, "form", known, ofHeaders: false),
            Redirects = section.Optional("redirects", One.Whole(0, MostRedirects), 0),
            Anonymous = section.Optional("anonymous", One.Flag, false),
        };
        if (plan.Body is not null && plan.Form is not null)
            section.Fail("form", "is given beside 'body'", "remove one of the two");

        if ((plan.Body is not null || plan.Form is not null) && plan.Method is "GET" or "HEAD")
            section.Fail("method", $"{plan.Method} has no body", "write POST, or remove the body");

        return plan;
    }

    /// <returns>Null where there is none.</returns>
    public static IReadOnlyDictionary<string, string>? ReadMap(
        Section section,
        string key,
        IReadOnlySet<string> known,
        bool ofHeaders
    )
    {
        if (
            section.Find(key) is not { } field
            || !Section.TryOpen(field, "a map of names and texts", section.IsPartial, out var map)
        )
            return null;

        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in map.Entries().Take(MostEntries))
        {
            if (ofHeaders && !HttpTexts.IsHeaderName(value, name))
                continue;

            if (ofHeaders && IsOurs(name.Text))
                (value with { Node = name }).Fail(
                    $"{Shown.Quoted(name.Text)} is not written by hand",
                    "use 'auth' to log in; lengths and connections are our business"
                );
            else if (HttpTexts.Text("its value", known)(value, out var text))
                read[name.Text] = text;
        }

        if (map.Entries().Skip(MostEntries).Any())
            field.Fail($"has more than {MostEntries} entries", "send fewer");

        return read;
    }

    private static bool IsOurs(string name) =>
        name.ToLowerInvariant()
            is "authorization"
                or "proxy-authorization"
                or "content-length"
                or "transfer-encoding"
                or "connection"
                or "upgrade"
                or "te"
                or "trailer"
                or "expect";
}
