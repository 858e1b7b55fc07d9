using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs;

namespace Ringback.CatalogFiles.Parts;

/// <summary>Reads what was promised: of what, which share of what, over which time, and what of that time counts.</summary>
/// <param name="calendars">Ids of the service calendars.</param>
/// <param name="zone">Of the catalog: the contract's where it names no other.</param>
internal sealed class ObjectiveReader(Subjects subjects, IReadOnlySet<string> calendars, string zone)
{
    private static readonly FieldReader<TimeSpan> Window = One.Duration(
        TimeSpan.FromHours(1),
        TimeSpan.FromDays(366),
        "30d"
    );

    private static readonly FieldReader<TimeSpan> Cap = One.Duration(TimeSpan.Zero, TimeSpan.FromDays(31), "8h");

    private static readonly FieldReader<string> Period = Many.Word(
        new Dictionary<string, string> { ["month"] = "month" }
    );

    private static readonly string[] SubjectKeys = ["target", "component", "all_of"];

    private static readonly (string Key, ObjectiveBasis Basis)[] Promises =
    [
        ("availability", ObjectiveBasis.Availability),
        ("success_ratio", ObjectiveBasis.SuccessRatio),
        ("call_quality", ObjectiveBasis.CallQuality),
    ];

    public Objective Read(Section section, string id)
    {
        var (targets, components) = ReadSubject(section);
        var (basis, goal) = ReadPromise(section);
        if (basis == ObjectiveBasis.CallQuality)
            RequireCalls(section, targets, components);

        var objective = new Objective
        {
            Id = id,
            Targets = targets,
            Components = components,
            Basis = basis,
            Goal = goal,
            Window = section.TryGet("window", Window, out var window) ? window : null,
            Zone = section.Optional("zone", ZoneReader.Read, zone),
            ServiceHours = section.Maybe("service_hours", Many.Reference("calendar", calendars)),
            MaintenanceCap = section.TryGet("maintenance_cap", Cap, out var cap) ? cap : null,
        };
        section.Optional("period", Period, "month");
        if (section.Find("window") is not null && section.Find("period") is not null)
            section.Fail("period", "stands beside 'window'", "keep one: a calendar month, or a rolling window");

        section.Close();
        return objective;
    }

    private (IReadOnlyList<string> Targets, IReadOnlyList<string> Components) ReadSubject(Section section)
    {
        var target = section.Maybe("target", Many.Reference("target", subjects.Targets));
        var component = section.Maybe("component", Many.Reference("component", subjects.Components));
        var named = SubjectKeys.Count(key => section.Find(key) is not null);
        if (named != 1)
        {
            section.Field.Fail(
                "needs exactly one of 'target', 'component' and 'all_of'",
                "name the one that it is promised of; several together are 'all_of: { components: [one, another] }'"
            );
        }

        if (section.Find("all_of") is null)
            return (target is null ? [] : [target], component is null ? [] : [component]);

        var before = section.Field.Errors.Count;
        var together = section.Inner("all_of");
        var targets = together.Optional("targets", Many.References("target", subjects.Targets), []);
        var components = together.Optional("components", Many.References("component", subjects.Components), []);
        together.Close();
        if (section.Field.Errors.Count == before && targets.Count + components.Count < 2)
            section.Fail("all_of", "names fewer than two", "name 'targets' or 'components' that are promised together");

        return (targets, components);
    }

    private static (ObjectiveBasis Basis, decimal Goal) ReadPromise(Section section)
    {
        var found = Promises.Where(promise => section.Find(promise.Key) is not null).ToList();
        if (found.Count != 1)
        {
            section.Field.Fail(
                "needs exactly one of 'availability', 'success_ratio' and 'call_quality'",
                "write a share such as availability: 99.95%"
            );
        }

        var goals = found.Select(promise => section.Required<decimal>(promise.Key, "", One.Share)).ToList();
        return found.Count == 1 ? (found[0].Basis, goals[0]) : default;
    }

    /// <summary>Every target that is named must place calls, and of a component at least one.</summary>
    private void RequireCalls(Section section, IReadOnlyList<string> targets, IReadOnlyList<string> components)
    {
        foreach (
            var id in targets
                .Where(id => !subjects.TargetMeasuresCalls(id))
                .Concat(components.Where(id => !subjects.ComponentMeasuresCalls(id)))
        )
        {
            section.Fail(
                "call_quality",
                $"{Shown.Quoted(id)} places no calls whose quality is measured",
                "promise it of an rtp target or its component, or promise 'availability' or 'success_ratio'"
            );
        }
    }
}
