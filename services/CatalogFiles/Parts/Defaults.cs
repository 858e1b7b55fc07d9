using Ringback.CatalogFiles.Checks;
using Ringback.CatalogFiles.Reading;

namespace Ringback.CatalogFiles.Parts;

/// <summary>What targets share: the general ones, and those of a kind, which win over them.</summary>
internal sealed record Defaults(Section? General, IReadOnlyDictionary<string, Section> OfKind)
{
    /// <summary>Reads each once for its own sake, so that a default that no target uses is checked too.</summary>
    public static Defaults Read(Section catalog, IReadOnlySet<string> regions)
    {
        var ofKind = new Dictionary<string, Section>(StringComparer.Ordinal);
        if (
            catalog.Find("defaults") is not { } field
            || !Section.TryOpen(field, "a map of defaults", partial: true, out var general)
        )
        {
            return new Defaults(null, ofKind);
        }

        Schedule.Read(general, null, regions);
        foreach (var kind in CheckKinds.All)
        {
            if (
                general.Find(kind.Name) is not { } kindField
                || !Section.TryOpen(kindField, $"a map of defaults of {kind.Name}", partial: true, out var section)
            )
            {
                continue;
            }

            var schedule = Schedule.Read(section.Before(general), kind, regions);
            kind.Read(section, schedule.Timeout);
            section.CloseOwn();
            ofKind[kind.Name] = section;
        }

        general.CloseOwn();
        return new Defaults(general, ofKind);
    }
}
