using System.Text.RegularExpressions;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model;
using Ringback.Model.Catalogs;

namespace Ringback.CatalogFiles.Parts;

/// <summary>Reads announced work: once, or again and again.</summary>
/// <param name="zone">Of the catalog: where a recurring window names none.</param>
internal sealed partial class MaintenanceReader(
    string zone,
    IReadOnlySet<string> targets,
    IReadOnlySet<string> components
)
{
    /// <summary>Of one catalog: each may be written out for years.</summary>
    public const int MostWindows = 1_000;

    private const string Example = "2026-12-01T22:00:00+01:00";

    public IReadOnlyList<MaintenanceWindow> Read(Section catalog)
    {
        var windows = IdList.Open(catalog, "maintenance", required: false);
        if (windows.Count > MostWindows)
            catalog.Fail("maintenance", $"has more than {MostWindows} windows", "take out those that are long over");

        return [.. windows.Take(MostWindows).Select(window => Read(window.Section, window.Id))];
    }

    private MaintenanceWindow Read(Section section, string id)
    {
        var window = new MaintenanceWindow(
            id,
            section.Required<string>("title", "say what is done, in one line", One.Line),
            RecurringReader.IsMeant(section) ? RecurringReader.Read(section, zone) : ReadOneOff(section),
            section.Optional("targets", Many.References("target", targets), []),
            section.Optional("components", Many.References("component", components), [])
        )
        {
            Cancelled = section.TryGet<bool>("cancelled", One.Flag, out var cancelled) && cancelled,
        };
        if (section.Find("targets") is null && section.Find("components") is null)
            section.Field.Fail("names nothing", "add 'targets' or 'components'");

        section.Close();
        return window;
    }

    private static OneOff ReadOneOff(Section section)
    {
        var before = section.Field.Errors.Count;
        var once = new OneOff(
            section.Required<Instant>("from", $"write when it begins, such as {Example}", ReadInstant),
            section.Required<Instant>("to", $"write when it ends, such as {Example}", ReadInstant)
        );
        if (section.Field.Errors.Count == before && once.To <= once.From)
            section.Fail("to", "is not after 'from'", "write a later instant");

        return once;
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
