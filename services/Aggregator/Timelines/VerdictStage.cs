using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Timelines;

/// <summary>Second: what the regions amount to, target by target.</summary>
internal sealed class VerdictStage(IDerivation derivation, Instant now)
{
    public async Task<IReadOnlyList<TargetVerdict>> RunAsync(
        ILookup<int, DerivedRegion> regions,
        CancellationToken cancel
    )
    {
        var from = derivation.Targets.ToDictionary(
            target => target.Id,
            target => DeriveFrom(target, regions[target.Id])
        );
        var stored = await derivation.TargetVerdicts.ReadAsync(from, cancel);
        var states = await derivation.Regions.StatesAsync(
            [
                .. derivation.Targets.SelectMany(
                    target => target.Assignments.Keys,
                    (target, region) => (new View(target.Id, region), StatesFrom(target, from[target.Id]))
                ),
            ],
            cancel
        );

        List<TargetVerdict> verdicts =
        [
            .. derivation.Targets.Select(target => Derive(target, from[target.Id], stored[target.Id], states)),
        ];
        await derivation.TargetVerdicts.WriteAsync(
            [
                .. verdicts
                    .Where(verdict => verdict.Timeline.ChangedFrom is not null)
                    .Select(verdict =>
                        (verdict.Target.Id, verdict.Timeline.ChangedFrom!.Value, verdict.Timeline.Verdicts.Changes)
                    ),
            ],
            cancel
        );
        return verdicts;
    }

    private TargetVerdict Derive(
        ClaimedTarget target,
        Instant from,
        StoredVerdicts stored,
        Dictionary<View, StepFunction<RegionState>> states
    )
    {
        var inputs = new VerdictInputs(
            [
                .. target.Assignments.Select(region => new WatchingRegion(
                    region.Value,
                    states[new View(target.Id, region.Key)]
                )),
            ],
            target.Settings,
            target.Maintenance,
            target.Lifetime
        );
        var verdicts = stored.Verdicts.Replace(from, VerdictTimeline.Derive(inputs, from, now));
        var touchedFrom = target.Touches.Any(touch => touch.Region is null) ? from : (Instant?)null;
        var timeline = new DerivedTimeline(
            target.Id,
            stored.From,
            verdicts,
            target.Lifetime,
            Difference.Between(stored.Verdicts, verdicts),
            touchedFrom is not null
        );
        return new TargetVerdict(target, timeline, touchedFrom, NextAt(target, inputs, now));
    }

    /// <summary>When time alone will change it next.</summary>
    internal static Instant? NextAt(ClaimedTarget target, VerdictInputs inputs, Instant now)
    {
        var byMembership = target
            .Memberships.SelectMany(member => new[] { member.Window.From, member.Window.To })
            .Where(bound => bound > now && bound < Instant.MaxValue)
            .DefaultIfEmpty(Instant.MaxValue)
            .Min();
        var next = Instant.Min(VerdictTimeline.NextAfter(inputs, now) ?? Instant.MaxValue, byMembership);
        return next == Instant.MaxValue ? null : next;
    }

    /// <summary>Where a region changed, where a window or membership did, or from where on time had not been looked at.</summary>
    private static Instant DeriveFrom(ClaimedTarget target, IEnumerable<DerivedRegion> regions)
    {
        var from = target.DerivedAt ?? Instant.MinValue;
        foreach (var region in regions)
            from = Instant.Min(from, region.ChangedFrom ?? from);

        foreach (var touch in target.Touches)
            from = touch.Region is null ? Instant.Min(from, touch.At) : from;

        return from;
    }

    /// <summary>A region counts from its first decided state in an assignment, at the latest one staleness after its start.</summary>
    internal static Instant StatesFrom(ClaimedTarget target, Instant from)
    {
        var patience = target
            .Settings.Changes.Select(change => change.Value)
            .Prepend(target.Settings.Initial)
            .Max(Staleness.Of);
        return from == Instant.MinValue ? from : from - patience;
    }
}
