using Ringback.CatalogFiles.Checks.Http;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;

namespace Ringback.CatalogFiles.Checks;

internal static class HttpsReader
{
    private static readonly string[] LimitedPhases =
    [
        PhaseNames.Resolve,
        PhaseNames.Connect,
        PhaseNames.Tls,
        PhaseNames.Request,
        PhaseNames.FirstByte,
        PhaseNames.Body,
    ];

    public static HttpsCheck Read(Section section, TimeSpan timeout)
    {
        var limits = section.Inner("limits");
        var secrets = NameReader.ReadSecrets(section);
        var known = secrets.Keys.ToHashSet(StringComparer.Ordinal);
        var steps = StepReader.Read(section, "steps", known);
        var check = steps.Count > 0 ? OfSteps(section, steps) : OfOneRequest(section, known);
        check = check with
        {
            Cleanup = StepReader.Read(section, "cleanup", known),
            Secrets = secrets,
            Login = LoginReader.Read(section),
            Protocol = section.Optional("http_version", Version, HttpVersionAsked.Http11),
            Family = section.Optional("family", HttpTexts.Family, IpFamily.Any),
            Cookies = section.Optional("cookies", One.Flag, true),
            Warm = section.Optional("warm", One.Flag, false),
            Tls = TlsReader.Read(section, limits),
            PhaseLimits = HttpTexts.PhaseLimits(limits, LimitedPhases),
            TotalLimit = limits.TryGet("total", HttpTexts.Limit, out var total) ? total : null,
        };
        if (check.Warm && (steps.Count > 0 || check.Request.EffectiveMethod is not ("GET" or "HEAD" or "OPTIONS")))
            section.Fail("warm", "makes the request twice", "use it with a single GET");

        limits.Close();
        return check;
    }

    private static HttpsCheck OfOneRequest(Section section, IReadOnlySet<string> known)
    {
        var url = section.Required("url", $"write the URL, such as {HttpTexts.ExampleUrl}", HttpTexts.Url(known));
        return new HttpsCheck
        {
            Url = url is null ? null! : new Uri(url),
            Request = RequestReader.Read(section, known),
            Expect = ExpectationReader.Read(section, known),
        };
    }

    private static HttpsCheck OfSteps(Section section, IReadOnlyList<Model.Catalogs.Checks.Http.HttpStep> steps)
    {
        foreach (var key in RequestReader.Keys.Concat(ExpectationReader.Keys))
        {
            if (section.Find(key) is not null)
                section.Fail(key, "is given beside 'steps'", "move it into the step that it is for");
        }

        var first = steps[0].Url is { } url ? HttpTexts.ServerOf(url) : null;
        return new HttpsCheck
        {
            Url = first is null ? null! : new Uri(first.GetLeftPart(UriPartial.Authority)),
            Steps = steps,
        };
    }

    private static bool Version(Field field, out HttpVersionAsked protocol)
    {
        protocol = HttpVersionAsked.Http11;
        if (!field.TryText("1.1 or 2", out var text))
            return false;

        switch (text)
        {
            case "1.1":
                return true;
            case "2":
                protocol = HttpVersionAsked.Http2;
                return true;
            case "3":
                return field.Fail(
                    "HTTP/3 needs QUIC, which the workers do not have (no libmsquic)",
                    "write 1.1 or 2; a web server that speaks HTTP/3 speaks those too"
                );
            default:
                return field.Fail($"{Shown.Quoted(text)} is no version of HTTP", "write 1.1 or 2");
        }
    }
}
