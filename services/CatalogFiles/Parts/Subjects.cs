using Ringback.Model.Catalogs;

namespace Ringback.CatalogFiles.Parts;

/// <summary>What an objective can be promised of.</summary>
/// <param name="members">The ids of its targets, by component.</param>
/// <param name="components">Ids of all.</param>
internal sealed class Subjects(
    IReadOnlyList<Target> targets,
    ILookup<string, string> members,
    IReadOnlySet<string> components
)
{
    /// <summary>Those without calls; a target whose check has an error has had it told.</summary>
    private readonly HashSet<string> _silent = new(
        targets.Where(target => target.Check is { MeasuresCalls: false }).Select(target => target.Id),
        StringComparer.Ordinal
    );

    public IReadOnlySet<string> Targets { get; } =
        targets.Select(target => target.Id).Where(id => id.Length > 0).ToHashSet(StringComparer.Ordinal);

    public IReadOnlySet<string> Components => components;

    public bool TargetMeasuresCalls(string id) => !_silent.Contains(id);

    /// <summary>Whether any target of it does.</summary>
    public bool ComponentMeasuresCalls(string id) => !members[id].Any() || members[id].Any(TargetMeasuresCalls);
}
