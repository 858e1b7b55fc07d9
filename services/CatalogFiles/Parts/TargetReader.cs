using Ringback.CatalogFiles.Checks;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.CatalogFiles.Parts;

/// <summary>Reads one target: its schedule, and exactly one check.</summary>
internal sealed class TargetReader(Defaults defaults, IReadOnlySet<string> regions, IReadOnlySet<string> components)
{
    /// <returns>The target, and the id of its component.</returns>
    public (Target Target, string Component) Read(Section section, string id)
    {
        var name = section.Required<string>("name", "write what people call it", One.Line);
        var component = section.Required(
            "component",
            "write the id of the component that it belongs to",
            Many.Reference("component", components)
        );

        var kinds = KindsOf(section);
        var kind = kinds.Count == 1 ? kinds[0] : null;
        var ofKind = kind is null ? null : OfKind(kind);
        var schedule = Schedule.Read(section.Before(ofKind, defaults.General), kind, regions);
        var checks = kinds.Select(k => ReadCheck(section, k, schedule.Timeout)).ToList();
        section.CloseOwn();

        var target = new Target
        {
            Id = id,
            Name = name,
            Regions = schedule.Regions,
            Interval = schedule.Interval,
            Timeout = schedule.Timeout,
            Confirm = schedule.Confirm,
            Quorum = schedule.Quorum,
            Check = checks.FirstOrDefault()!,
        };
        return (target, component);
    }

    private Section? OfKind(CheckKind kind) => defaults.OfKind.GetValueOrDefault(kind.Name);

    private Check? ReadCheck(Section target, CheckKind kind, TimeSpan timeout)
    {
        var field = target.Find(kind.Name)!;
        if (!Section.TryOpen(field, $"the keys of the {kind.Name} check", partial: false, out var section))
            return null;

        var check = kind.Read(section.Before(OfKind(kind)), timeout);
        section.CloseOwn();
        return check;
    }

    /// <summary>One, or an error; all are read, so that their errors are told too.</summary>
    private static List<CheckKind> KindsOf(Section section)
    {
        var kinds = CheckKinds.All.Where(k => section.Find(k.Name) is not null).ToList();
        if (kinds.Count == 0)
            section.Field.Fail("has no check", $"add one of {string.Join(", ", CheckKinds.All.Select(k => k.Name))}");

        foreach (var more in kinds.Skip(1))
            section.Fail(more.Name, $"a second check beside '{kinds[0].Name}'", "make it a target of its own");

        return kinds;
    }
}
