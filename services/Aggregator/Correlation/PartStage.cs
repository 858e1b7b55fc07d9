using Ringback.Aggregator.Timelines;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Correlation;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Correlation;

/// <summary>Gives incidents of components and regions their parts.</summary>
/// <param name="targets">Those around the news, every other target of their components and regions among them.</param>
internal sealed class PartStage(
    Store.Correlation.Correlation correlation,
    IReadOnlyDictionary<int, ClaimedTarget> targets,
    Instant now
)
{
    private readonly HashSet<(long Part, long Whole)> _pairs = [];

    public async Task RunAsync(short[] regions, Instant from, CancellationToken cancel)
    {
        int[] components =
        [
            .. targets.Values.SelectMany(target => target.Memberships).Select(member => member.Component).Distinct(),
        ];
        var wholes = await correlation.Subjects.IncidentsAsync([], components, regions, from, cancel);
        if (wholes.Count == 0)
            return;

        var parts = await correlation.Subjects.IncidentsAsync(
            [.. targets.Keys],
            [],
            [],
            new Instant(wholes.Min(whole => whole.Window.From.Microseconds)),
            cancel
        );
        foreach (var whole in wholes.Where(whole => whole.Component is not null))
            AddOfComponent(whole, parts);

        foreach (var whole in wholes.Where(whole => whole.Region is not null))
            await AddOfRegionAsync(whole, parts, wholes, cancel);

        await correlation.Parts.WriteAsync([.. wholes.Select(whole => whole.Id)], _pairs, cancel);
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
        var states = await StatesAsync(candidates, cancel);
        var explained = candidates.Where(part => IsExplained(part, region, states)).Select(part => part.Id).ToHashSet();
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
        return correlation.States.StatesAsync(
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

    private bool IsExplained(SubjectIncident part, short region, Dictionary<View, StepFunction<RegionState>> states)
    {
        var target = targets[part.Target!.Value];
        List<short> regions = [.. target.Assignments.Keys];
        var inputs = new VerdictInputs(
            [
                .. regions.Select(each => new WatchingRegion(
                    target.Assignments[each],
                    states[new View(target.Id, each)]
                )),
            ],
            target.Settings,
            target.Maintenance,
            target.Lifetime
        );
        return Belonging.IsExplainedBy(inputs, regions.IndexOf(region), part.Window, now);
    }
}
