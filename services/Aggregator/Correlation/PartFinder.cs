using Ringback.Aggregator.Timelines;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Correlation;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Correlation;

/// <summary>Which incidents of targets and components are parts of which of components and regions.</summary>
/// <param name="targets">Every target of the wholes among them.</param>
internal sealed class PartFinder(IRegionLedger states, IReadOnlyDictionary<int, ClaimedTarget> targets, Instant now)
{
    private readonly HashSet<(long Part, long Whole)> _pairs = [];

    /// <param name="wholes">Of components and regions.</param>
    /// <param name="parts">Of targets, all that may overlap a whole.</param>
    public async Task<IReadOnlyCollection<(long Part, long Whole)>> FindAsync(
        IReadOnlyList<SubjectIncident> wholes,
        IReadOnlyList<SubjectIncident> parts,
        CancellationToken cancel
    )
    {
        foreach (var whole in wholes.Where(whole => whole.Component is not null))
            AddOfComponent(whole, parts);

        foreach (var whole in wholes.Where(whole => whole.Region is not null))
            await AddOfRegionAsync(whole, parts, wholes, cancel);

        return _pairs;
    }

    private void AddOfComponent(SubjectIncident whole, IEnumerable<SubjectIncident> parts)
    {
        foreach (var part in parts)
        {
            var memberships = targets[part.Target!.Value].Memberships.Where(each => each.Component == whole.Component);
            if (Belonging.IsPart(part.Window, whole.Window, memberships.Select(each => each.Window)))
                _pairs.Add((part.Id, whole.Id));
        }
    }

    /// <summary>Incidents of targets that it explains, and those of components that have no others.</summary>
    private async Task AddOfRegionAsync(
        SubjectIncident whole,
        IEnumerable<SubjectIncident> parts,
        IEnumerable<SubjectIncident> others,
        CancellationToken cancel
    )
    {
        var region = whole.Region!.Value;
        var candidates = parts
            .Where(part => IsWatched(targets[part.Target!.Value], region, part.Window.Intersect(whole.Window)))
            .ToList();
        var seen = await StatesAsync(candidates, cancel);
        var explained = candidates.Where(part => IsExplained(part, region, seen)).Select(part => part.Id).ToHashSet();
        _pairs.UnionWith(explained.Select(part => (part, whole.Id)));

        foreach (var component in others.Where(other => other.Component is not null))
        {
            var within = _pairs.Where(pair => pair.Whole == component.Id).Select(pair => pair.Part).ToList();
            if (component.Window.Overlaps(whole.Window) && within.Count > 0 && within.TrueForAll(explained.Contains))
                _pairs.Add((component.Id, whole.Id));
        }
    }

    private static bool IsWatched(ClaimedTarget target, short region, Window window) =>
        target.Assignments.TryGetValue(region, out var assigned) && assigned.Any(each => each.Overlaps(window));

    private Task<Dictionary<View, StepFunction<RegionState>>> StatesAsync(
        IEnumerable<SubjectIncident> incidents,
        CancellationToken cancel
    )
    {
        var from = incidents
            .GroupBy(each => each.Target!.Value)
            .Select(each =>
                (Target: targets[each.Key], From: new Instant(each.Min(incident => incident.Window.From.Microseconds)))
            );
        return states.StatesAsync(
            [
                .. from.SelectMany(
                    each => each.Target.Assignments.Keys,
                    (each, region) =>
                        (new View(each.Target.Id, region), VerdictStage.StatesFrom(each.Target, each.From))
                ),
            ],
            cancel
        );
    }

    private bool IsExplained(SubjectIncident part, short region, Dictionary<View, StepFunction<RegionState>> seen)
    {
        var target = targets[part.Target!.Value];
        List<short> regions = [.. target.Assignments.Keys];
        var inputs = new VerdictInputs(
            [.. regions.Select(each => new WatchingRegion(target.Assignments[each], seen[new View(target.Id, each)]))],
            target.Settings,
            target.Maintenance,
            target.Lifetime
        );
        var asOf = VantageStage.AsOf(inputs.Regions.Select(each => each.States), now);
        return Belonging.IsExplainedBy(inputs, regions.IndexOf(region), part.Window, asOf);
    }
}
