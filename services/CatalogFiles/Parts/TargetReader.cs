using Ringback.CatalogFiles.Checks;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs;

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

        var kinds = CheckField.KindsOf(section, CheckKinds.All, "make it a target of its own");
        var kind = kinds.Count == 1 ? kinds[0] : null;
        var ofKind = kind is null ? null : OfKind(kind);
        var schedule = Schedule.Read(section.Before(ofKind, defaults.General), kind, regions);
        var checks = kinds.Select(k => CheckField.Read(section, k, OfKind(k), schedule.Timeout)).ToList();
        section.CloseOwn();
        if (checks is [{ } only] && schedule.Interval > TimeSpan.Zero && schedule.Interval < only.LeastInterval)
        {
            section.Fail(
                "interval",
                $"{DurationText.Of(schedule.Interval)} is too often for this check: servers shut out who asks as much",
                $"set it to {DurationText.Of(only.LeastInterval)} or more"
            );
        }

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
}
