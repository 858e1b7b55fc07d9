using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.CatalogFiles.Yaml;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Catalogs.Checks.Http;
using Ringback.Model.JsonPaths;

namespace Ringback.CatalogFiles.Checks.Http;

/// <summary>Readers of the texts that requests and assertions are made of.</summary>
internal static class HttpTexts
{
    public const string ExampleUrl = "https://pbx.example.com/";

    private const string ExampleWebSocket = "wss://pbx.example.com/ws";

    private const int MaxUrlLength = 2000;
    private const int MaxLength = 4000;

    /// <summary>Of a phase, or of a whole run.</summary>
    public static readonly FieldReader<TimeSpan> Limit = One.Duration(
        TimeSpan.FromMilliseconds(1),
        TimeSpan.FromMinutes(5),
        "500ms"
    );

    public static readonly FieldReader<IpFamily> Family = Many.Word(
        new Dictionary<string, IpFamily> { ["ipv4"] = IpFamily.Ipv4, ["ipv6"] = IpFamily.Ipv6 }
    );

    /// <summary>An https URL; path and query may hold <c>{{name}}</c>.</summary>
    public static FieldReader<string> Url(IReadOnlySet<string> known) =>
        (Field field, [MaybeNullWhen(false)] out string url) =>
            field.TryText($"a URL such as {ExampleUrl}", out url) && IsUrl(field, url, known, ["https"], ExampleUrl);

    /// <summary>A wss or ws URL; path and query may hold <c>{{name}}</c>.</summary>
    public static FieldReader<string> WebSocketUrl(IReadOnlySet<string> known) =>
        (Field field, [MaybeNullWhen(false)] out string url) =>
            field.TryText($"a URL such as {ExampleWebSocket}", out url)
            && IsUrl(field, url, known, ["wss", "ws"], ExampleWebSocket);

    /// <summary>The longest that phases may take, by their names.</summary>
    public static IReadOnlyDictionary<string, TimeSpan> PhaseLimits(Section limits, IEnumerable<string> phases)
    {
        var read = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        foreach (var phase in phases)
        {
            if (limits.TryGet(phase, Limit, out var most))
                read[phase] = most;
        }

        return read;
    }

    /// <summary>A text that may hold <c>{{name}}</c>.</summary>
    public static FieldReader<string> Text(string what, IReadOnlySet<string> known) =>
        (Field field, [MaybeNullWhen(false)] out string text) =>
            field.TryText(what, out text)
            && (text.Length <= MaxLength || field.Fail($"is longer than {MaxLength} characters", "shorten it"))
            && KnowsNames(field, text, known);

    /// <summary>Where a URL with names in it is not of one host whatever they stand for, it is refused.</summary>
    public static Uri? ServerOf(string url) =>
        Uri.TryCreate(Placeholders.Fill(url, _ => "x"), UriKind.Absolute, out var parsed) ? parsed : null;

    public static bool Pattern(Field field, [MaybeNullWhen(false)] out string pattern)
    {
        if (!field.TryText("a regular expression", out pattern))
            return false;

        if (pattern.Length > HttpPattern.MaxLength)
            return field.Fail($"is longer than {HttpPattern.MaxLength} characters", "look for less");

        try
        {
            _ = new Regex(pattern, HttpPattern.Options);
            return true;
        }
        catch (NotSupportedException)
        {
            return field.Fail(
                $"{Shown.Quoted(pattern)} looks around or refers back",
                "write it without (?=, (?!, (?<=, (?<!, (?> and \\1: those can take for ever"
            );
        }
        catch (ArgumentException e)
        {
            return field.Fail($"{Shown.Quoted(pattern)} is no regular expression", e.Message);
        }
    }

    public static bool JsonPathText(Field field, [MaybeNullWhen(false)] out string path) =>
        field.TryText("a JSONPath such as $.status", out path)
        && (
            JsonPath.TryParse(path, out _, out var error)
            || field.Fail($"{Shown.Quoted(path)} is no JSONPath: it {error}", "write one such as $.items[0].id")
        );

    /// <summary>RFC 9110 §5.6.2.</summary>
    public static bool IsHeaderName(Field field, YamlScalar key) =>
        (
            key.Text.Length is > 0 and <= 100
            && key.Text.All(c =>
                char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)
            )
        )
        || (field with { Node = key }).Fail(
            $"{Shown.Quoted(key.Text)} is no name of a header",
            "write one such as Accept"
        );

    private static bool IsUrl(Field field, string text, IReadOnlySet<string> known, string[] schemes, string example)
    {
        var start = text.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = text.AsSpan(start).IndexOfAny('/', '?', '#');
        var authority = end < 0 ? text.AsSpan(start) : text.AsSpan(start, end);
        if (authority.Contains("{{", StringComparison.Ordinal))
        {
            return field.Fail(
                "has a name in braces where the server is",
                "write the host: what a server answers must not choose whom we ask"
            );
        }

        var url = ServerOf(text);
        if (
            url is null
            || !schemes.Contains(url.Scheme)
            || !HostText.IsHost(url.DnsSafeHost.Trim('[', ']'))
            || text.Length > MaxUrlLength
        )
        {
            var shown = text.Contains('@', StringComparison.Ordinal) ? "" : $"{Shown.Quoted(text)} ";
            return field.Fail($"{shown}is no {schemes[0]} URL", $"write one such as {example}");
        }

        if (url.UserInfo.Length > 0)
            return field.Fail("has a user name or a password in the URL", "take them out: a catalog holds no secret");

        if (url.Fragment.Length > 0)
            return field.Fail("has a '#' part, which is never sent to a server", "take it out");

        return KnowsNames(field, text, known);
    }

    private static bool KnowsNames(Field field, string text, IReadOnlySet<string> known)
    {
        foreach (var name in Placeholders.NamesIn(text))
        {
            if (!known.Contains(name))
            {
                return field.Fail(
                    $"uses {{{{{name}}}}}, which is neither a secret nor captured by an earlier step",
                    field.Errors.IsFull ? "" : Nearest.Mend(name, known, "name")
                );
            }
        }

        return true;
    }
}
