using Ringback.Aggregator.Incidents;
using Ringback.Aggregator.Timelines;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Correlation;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Correlation;

/// <summary>Regions that fail as a whole, and which incidents are parts of which.</summary>
internal sealed class VantageStage(ICorrelation correlation, Instant now)
{
    private IReadOnlyDictionary<int, ClaimedTarget> _targets = new Dictionary<int, ClaimedTarget>();

    /// <returns>The events of the regions' incidents.</returns>
    public async Task<IReadOnlyList<LedgerEvent>> RunAsync(CancellationToken cancel)
    {
        var moved = correlation.News.Where(each => each.Kind != NewsKinds.Results).ToList();
        if (moved.Count == 0)
            return [];

        var from = new Instant(moved.Min(each => each.At.Microseconds));
        var around = await correlation.Subjects.AroundAsync(
            [.. moved.Select(each => each.Target).OfType<int>().Distinct()],
            [.. moved.Select(each => each.Component).OfType<int>().Distinct()],
            cancel
        );
        var concerned = await correlation.Subjects.FactsAsync(around, cancel);
        var regions = concerned.Values.SelectMany(target => target.Assignments.Keys).Distinct().Order().ToArray();
        var watched = await correlation.Subjects.WatchedByAsync(regions, cancel);
        var all = await correlation.Subjects.AroundAsync([.. watched.Union(around)], [], cancel);
        _targets = await correlation.Subjects.FactsAsync(all, cancel);

        var events = await DeriveAsync(regions, from, cancel);
        await Correlator.ForgetAsync(correlation, events, cancel);
        // One of a region that ends now may have been over before what changed: since nothing was known of it any more.
        var since = events.Aggregate(from, (first, each) => Instant.Min(first, each.At));
        await new PartStage(correlation, _targets, now).RunAsync(regions, since, cancel);
        return events;
    }

    private async Task<IReadOnlyList<LedgerEvent>> DeriveAsync(short[] regions, Instant from, CancellationToken cancel)
    {
        var stored = await correlation.VantageVerdicts.ReadAsync(
            regions.ToDictionary(region => (int)region, _ => from),
            cancel
        );
        var states = await correlation.States.StatesAsync(
            [
                .. _targets.Values.SelectMany(
                    target => target.Assignments.Keys,
                    (target, region) => (new View(target.Id, region), from)
                ),
            ],
            cancel
        );
        var asOf = AsOf(states.Values, now);
        var derived = regions.Select(region => Derive(region, from, asOf, stored[region], states)).ToList();
        await correlation.VantageVerdicts.WriteAsync(
            [
                .. derived
                    .Where(each => each.ChangedFrom is not null)
                    .Select(each => (each.Subject, each.ChangedFrom!.Value, each.Verdicts.Changes)),
            ],
            cancel
        );
        return await new IncidentStage(correlation.VantageIncidents, now, Subject.Region).RunAsync(derived, cancel);
    }

    /// <summary>Up to when states are known: the clock of the deriver that wrote them may be ahead of this one, and tells nobody again.</summary>
    internal static Instant AsOf(IEnumerable<StepFunction<RegionState>> states, Instant now) =>
        states.SelectMany(each => each.Changes).Aggregate(now, (latest, change) => Instant.Max(latest, change.At));

    private DerivedTimeline Derive(
        short region,
        Instant from,
        Instant asOf,
        StoredVerdicts stored,
        Dictionary<View, StepFunction<RegionState>> states
    )
    {
        var targets = _targets
            .Values.Where(target => target.Assignments.ContainsKey(region))
            .Select(target => new VantageTarget(
                Watching(target, region),
                [.. target.Assignments.Keys.Where(other => other != region).Select(other => Watching(target, other))]
            ));
        var verdicts = stored.Verdicts.Replace(from, VantageTimeline.Derive([.. targets], from, asOf));
        return new DerivedTimeline(
            region,
            stored.From,
            verdicts,
            [Window.Always],
            Difference.Between(stored.Verdicts, verdicts),
            MayHaveEnded: false
        );

        WatchingRegion Watching(ClaimedTarget target, short of) =>
            new(target.Assignments[of], states[new View(target.Id, of)]);
    }
}
