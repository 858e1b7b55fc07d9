using Ringback.Aggregator.Incidents;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Correlation;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Correlation;

/// <summary>Counts failed runs into the incidents that they lie in: anew from the hour on in which something changed.</summary>
internal sealed class CauseStage(ICorrelation correlation, Instant now)
{
    private readonly Dictionary<(long Incident, View View), Instant> _from = [];

    public async Task RunAsync(CancellationToken cancel)
    {
        var results = correlation.News.Where(each => each.Kind == NewsKinds.Results).ToList();
        var changed = correlation
            .News.Where(each => each is { IsEvent: true } && !IncidentStage.EndsStanding(each.Kind))
            .ToList();
        if (results.Count + changed.Count == 0)
            return;

        var members = await correlation.Subjects.AroundAsync(
            [],
            [.. changed.Select(each => each.Component).OfType<int>().Distinct()],
            cancel
        );
        var targets = await correlation.Subjects.FactsAsync(
            [.. members.Union(results.Concat(changed).Select(each => each.Target).OfType<int>())],
            cancel
        );
        var incidents = await correlation.Subjects.IncidentsAsync(
            [.. targets.Keys],
            [.. targets.Values.SelectMany(each => each.Memberships).Select(each => each.Component).Distinct()],
            [],
            new Instant(results.Concat(changed).Min(each => each.At.Microseconds)),
            cancel
        );
        var standing = incidents.ToDictionary(each => each.Id);
        foreach (var news in changed)
        {
            if (standing.TryGetValue(news.Incident!.Value, out var incident))
                CountAll(incident, targets.Values, news.At);
        }

        foreach (var news in results.Where(each => targets.ContainsKey(each.Target!.Value)))
            CountView(incidents, targets[news.Target!.Value], new View(news.Target.Value, news.Region!.Value), news.At);

        await correlation.Causes.TrimAsync(
            [
                .. changed
                    .Select(each => each.Incident!.Value)
                    .Distinct()
                    .Where(standing.ContainsKey)
                    .Select(id => standing[id]),
            ],
            cancel
        );
        await CountAsync(standing, targets, cancel);
        await correlation.Causes.WriteReasonsAsync([.. standing.Keys], now, cancel);
    }

    private void CountAll(SubjectIncident incident, IEnumerable<ClaimedTarget> targets, Instant from)
    {
        foreach (var target in targets.Where(target => IsOf(incident, target)))
        {
            foreach (var region in target.Assignments.Keys)
                Note(incident, new View(target.Id, region), from);
        }
    }

    private void CountView(IEnumerable<SubjectIncident> incidents, ClaimedTarget target, View view, Instant from)
    {
        foreach (var incident in incidents.Where(each => IsOf(each, target) && each.Window.To > from))
            Note(incident, view, from);
    }

    private void Note(SubjectIncident incident, View view, Instant from)
    {
        var hour = Instant.Max(from, incident.Window.From).HourStart;
        var key = (incident.Id, view);
        _from[key] = Instant.Min(hour, _from.GetValueOrDefault(key, hour));
    }

    internal static bool IsOf(SubjectIncident incident, ClaimedTarget target) =>
        incident.Target == target.Id || target.Memberships.Any(member => member.Component == incident.Component);

    private async Task CountAsync(
        Dictionary<long, SubjectIncident> incidents,
        IReadOnlyDictionary<int, ClaimedTarget> targets,
        CancellationToken cancel
    )
    {
        // What is gone cannot be counted again: its count stays.
        var horizon = await correlation.Causes.HorizonAsync(cancel);
        var counted = _from
            .Select(each => (each.Key.Incident, each.Key.View, From: Instant.Max(each.Value, horizon)))
            .ToList();
        if (counted.Count == 0)
            return;

        var windows = counted
            .GroupBy(each => each.View)
            .ToDictionary(
                each => each.Key,
                each => new Window(
                    new Instant(each.Min(one => one.From.Microseconds)),
                    new Instant(each.Max(one => incidents[one.Incident].Window.To.Microseconds))
                )
            );
        var failures = await correlation.Causes.FailuresAsync(windows, cancel);
        var kinds = await correlation.Subjects.KindsAsync([.. targets.Keys], cancel);
        await correlation.Causes.WriteAsync(
            counted,
            [
                .. counted.SelectMany(each =>
                    Causes(
                            incidents[each.Incident],
                            targets[each.View.Target],
                            each.View.Region,
                            kinds[each.View.Target],
                            failures[each.View].Where(failure => failure.ScheduledAt >= each.From)
                        )
                        .Select(cause => (each.Incident, cause))
                ),
            ],
            cancel
        );
    }

    /// <summary>What a region's failed runs of a target make of an incident's causes.</summary>
    internal static IReadOnlyList<Cause<(int Target, short Region, Instant Hour)>> Causes(
        SubjectIncident incident,
        ClaimedTarget target,
        short region,
        string kind,
        IEnumerable<StoredFailure> failures
    ) =>
        CauseTally.Of(
            failures.Select(failure => Run(new View(target.Id, region), kind, failure)),
            Inside(incident, target, region)
        );

    private static FailedRun<(int, short, Instant)> Run(View view, string kind, StoredFailure failure) =>
        new(
            (view.Target, view.Region, failure.ScheduledAt.HourStart),
            failure.ScheduledAt,
            CauseLayers.Of(kind, failure.Reason, failure.Status, failure.LastPhase),
            failure.Reason
        );

    /// <summary>Where a region's runs of a target count: while it watched it, and while the target was a member.</summary>
    private static IReadOnlyList<Window> Inside(SubjectIncident incident, ClaimedTarget target, short region)
    {
        var watched = Model.Sla.Windows.Intersect([incident.Window], target.Assignments.GetValueOrDefault(region, []));
        return incident.Component is { } component
            ? Model.Sla.Windows.Intersect(
                watched,
                target.Memberships.Where(each => each.Component == component).Select(each => each.Window)
            )
            : watched;
    }
}
