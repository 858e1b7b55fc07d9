using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Timelines;

/// <summary>Third: components, as far as a claimed target's verdict, a window or a membership may have changed them.</summary>
internal sealed class ComponentStage(IDerivation derivation, Instant now)
{
    public async Task<IReadOnlyList<DerivedTimeline>> RunAsync(
        IReadOnlyList<TargetVerdict> targets,
        CancellationToken cancel
    )
    {
        var from = new Dictionary<int, Instant>();
        foreach (var target in targets)
        {
            if ((target.Timeline.ChangedFrom ?? target.TouchedFrom) is not { } changed)
                continue;

            changed = Instant.Min(changed, target.TouchedFrom ?? changed);
            foreach (var member in target.Target.Memberships)
                from[member.Component] = Instant.Min(changed, from.GetValueOrDefault(member.Component, changed));
        }

        if (from.Count == 0)
            return [];

        var components = await derivation.Components.LockAsync(from, cancel);
        var stored = await derivation.ComponentVerdicts.ReadAsync(from, cancel);
        List<DerivedTimeline> derived =
        [
            .. components.Select(component => Derive(component, from[component.Id], stored[component.Id])),
        ];
        await derivation.ComponentVerdicts.WriteAsync(
            [
                .. derived
                    .Where(each => each.ChangedFrom is not null)
                    .Select(each => (each.Subject, each.ChangedFrom!.Value, each.Verdicts.Changes)),
            ],
            cancel
        );
        return derived;
    }

    private DerivedTimeline Derive(ComponentFacts component, Instant from, StoredVerdicts stored)
    {
        // Whoever held the lock before may have begun later and derived further: that must not be cut off.
        var asOf = component
            .Members.Select(member => member.Verdicts)
            .Append(stored.Verdicts)
            .Aggregate(now, DerivedTimeline.LatestOf);
        var changes = ComponentTimeline.Derive(component.Members, component.Maintenance, from, asOf);
        var verdicts = stored.Verdicts.Replace(from, changes);
        return new DerivedTimeline(
            component.Id,
            stored.From,
            verdicts,
            Model.Sla.Windows.Union(component.Members.SelectMany(member => member.Alive)),
            Difference.Between(stored.Verdicts, verdicts),
            MayHaveEnded: true
        );
    }
}
