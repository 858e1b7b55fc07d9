using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Timelines;

/// <summary>First: what each region says of each claimed target.</summary>
internal sealed class RegionStage(IDerivation derivation, Instant now)
{
    private readonly HashSet<View> _late = [];

    /// <returns>By target, every region that ever watched it.</returns>
    public async Task<ILookup<int, DerivedRegion>> RunAsync(CancellationToken cancel)
    {
        var views = derivation
            .Targets.SelectMany(
                target => target.Assignments,
                (target, region) => (Target: target, Region: region.Key, Assigned: region.Value)
            )
            .ToDictionary(each => new View(each.Target.Id, each.Region));
        var updates = await UpdatesAsync(views, cancel);
        var derived = updates.ToDictionary(each => each.Key, each => each.Value.End(now));
        var stored = await derivation.Regions.StatesAsync(
            [.. derived.Select(each => (each.Key, each.Value.Min(stretch => stretch.ReplaceFrom)))],
            cancel
        );

        List<DerivedRegion> regions =
        [
            .. derived.Select(each => Region(each.Key, each.Value, stored[each.Key], updates[each.Key].Newest)),
        ];
        await derivation.Regions.WriteAsync(regions, cancel);
        return regions.ToLookup(region => region.View.Target);
    }

    private async Task<Dictionary<View, RegionUpdate>> UpdatesAsync(
        Dictionary<View, (ClaimedTarget Target, short Region, IReadOnlyList<Window> Assigned)> views,
        CancellationToken cancel
    )
    {
        var newest = await derivation.Regions.CheckpointsAsync(
            [.. views.Keys.Select(view => (view, Instant.MaxValue))],
            cancel
        );
        var changed = views.Keys.ToDictionary(view => view, view => Changed(views[view].Target, view.Region));
        var late = changed
            .Where(each => each.Value.Any(slot => slot < newest[each.Key].At))
            .ToDictionary(each => each.Key, each => each.Value.Min());
        _late.UnionWith(late.Keys);
        var folds = late.Count == 0 ? null : await derivation.Regions.FoldsAsync(late, cancel);
        var updates = views.ToDictionary(
            each => each.Key,
            each => new RegionUpdate(
                newest[each.Key],
                folds?[each.Key] ?? [],
                changed[each.Key],
                each.Value.Target.Settings,
                each.Value.Assigned,
                RuledAnew(each.Value.Target, each.Value.Assigned, changed[each.Key])
            )
        );
        while (Wanted(updates) is { Count: > 0 } wanted)
        {
            var results = await derivation.Regions.ResultsAsync(wanted, cancel);
            foreach (var view in wanted.Keys)
                updates[view].Take(results[view]);
        }

        return updates;
    }

    private static Dictionary<View, Window> Wanted(Dictionary<View, RegionUpdate> updates) =>
        updates
            .Where(each => each.Value.Wanted is not null)
            .ToDictionary(each => each.Key, each => each.Value.Wanted!.Value);

    private DerivedRegion Region(
        View view,
        IReadOnlyList<RegionDerivation> stretches,
        StepFunction<RegionState> stored,
        Instant? newest
    )
    {
        var states = stretches.Aggregate(
            stored,
            (states, stretch) => states.Replace(stretch.ReplaceFrom, stretch.ReplaceTo, stretch.Changes)
        );
        return new DerivedRegion(view, stretches, states, Difference.Between(stored, states), newest)
        {
            IsLate = _late.Contains(view),
        };
    }

    /// <summary>When settings or the assignment changed, where that is among what touched it: results may have been derived that lie after it, under the old ones.</summary>
    private static Instant? RuledAnew(ClaimedTarget target, IEnumerable<Window> assigned, List<Instant> changed)
    {
        var begun = assigned.SelectMany(window => new[] { window.From, window.To }).Order().Skip(1); // nothing was folded before the first
        var turns = target.Settings.Changes.Select(change => change.At).Concat(begun).ToHashSet();
        return Deriver.Earliest(changed.Where(turns.Contains).Select(at => (Instant?)at));
    }

    private static List<Instant> Changed(ClaimedTarget target, short region) =>
        [.. target.Touches.Where(touch => touch.Region == region).Select(touch => touch.At)];
}
