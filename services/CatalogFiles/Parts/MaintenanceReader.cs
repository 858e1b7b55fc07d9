using System.Text.RegularExpressions;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model;
using Ringback.Model.Catalogs;

namespace Ringback.CatalogFiles.Parts;

/// <summary>Reads announced work.</summary>
internal static partial class MaintenanceReader
{
    private const string Example = "2026-12-01T22:00:00+01:00";

    public static MaintenanceWindow Read(
        Section section,
        string id,
        IReadOnlySet<string> targets,
        IReadOnlySet<string> components
    )
    {
        var before = section.Field.Errors.Count;
        var window = new MaintenanceWindow(
            id,
            section.Required<string>("title", "say what is done, in one line", One.Line),
            section.Required<Instant>("from", $"write when it begins, such as {Example}", ReadInstant),
            section.Required<Instant>("to", $"write when it ends, such as {Example}", ReadInstant),
            section.Optional("targets", Many.References("target", targets), []),
            section.Optional("components", Many.References("component", components), [])
        );
        if (section.Find("targets") is null && section.Find("components") is null)
            section.Field.Fail("names nothing", "add 'targets' or 'components'");

        if (section.Field.Errors.Count == before && window.To <= window.From)
            section.Fail("to", "is not after 'from'", "write a later instant");

        section.Close();
        return window;
    }

    private static bool ReadInstant(Field field, out Instant instant)
    {
        instant = default;
        return field.TryText($"an instant such as {Example}", out var text)
            && (
                (Rfc3339().IsMatch(text) && Instant.TryParse(text, out instant))
                || field.Fail(
                    $"{Shown.Quoted(text)} is no RFC 3339 instant with an offset",
                    $"write one such as {Example}"
                )
            );
    }

    [GeneratedRegex(
        @"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Rfc3339();
}
