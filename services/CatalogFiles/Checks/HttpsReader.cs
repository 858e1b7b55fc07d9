using System.Diagnostics.CodeAnalysis;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.CatalogFiles.Checks;

internal static class HttpsReader
{
    private const string Example = "https://pbx.example.com/";

    private static readonly FieldReader<IReadOnlyList<int>> Status = Many.Distinct(
        "final status codes",
        One.Whole(200, 599)
    );

    public static HttpsCheck Read(Section section, TimeSpan timeout)
    {
        var limits = section.Inner("limits");
        var check = new HttpsCheck
        {
            Url = section.Required<Uri>("url", $"write the URL, such as {Example}", Url),
            Status = section.Optional("status", Status, [200]),
            Contains = section.Maybe<string>("contains", Text),
            Tls = TlsReader.Read(section, limits),
        };
        limits.Close();
        return check;
    }

    private static bool Text(Field field, [MaybeNullWhen(false)] out string text) =>
        field.TryText("the text to look for", out text)
        && (text.Length <= 1000 || field.Fail("is longer than 1000 characters", "look for less"));

    private static bool Url(Field field, [MaybeNullWhen(false)] out Uri url)
    {
        url = null;
        if (!field.TryText($"a URL such as {Example}", out var text))
            return false;

        if (!Uri.TryCreate(text, UriKind.Absolute, out url) || url.Scheme != "https" || !HostText.IsHost(Name(url)))
        {
            var shown = text.Contains('@', StringComparison.Ordinal) ? "" : $"{Shown.Quoted(text)} ";
            return field.Fail($"{shown}is no https URL", $"write one such as {Example}");
        }

        if (url.UserInfo.Length > 0)
            return field.Fail("has a user name or a password in the URL", "take them out: a catalog holds no secret");

        return url.Fragment.Length == 0 || field.Fail("has a '#' part, which is never sent to a server", "take it out");
    }

    private static string Name(Uri url) => url.DnsSafeHost.Trim('[', ']');
}
