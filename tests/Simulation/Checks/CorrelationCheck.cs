using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Tests.Simulation.Doors.Ledger;
using Ringback.Tests.Simulation.Engine;
using Ringback.Tests.Unit.Model.Sla;
using WindowSet = Ringback.Model.Sla.Windows; // a namespace of that name is among the references

namespace Ringback.Tests.Simulation.Checks;

/// <summary>What incidents should know of each other and of their causes, against what the correlators wrote after the derivers.</summary>
/// <param name="scenarios">By target; states, verdicts and incidents are those of the oracle: <see cref="TimelineCheck"/> has said so.</param>
internal sealed class CorrelationCheck(
    LedgerTables tables,
    IReadOnlyDictionary<int, Scenario> scenarios,
    IReadOnlyDictionary<(int Target, int Place), StepFunction<RegionState>> states,
    Instant now
)
{
    private readonly Dictionary<(int Target, int Place), StepFunction<Verdict>> _without = [];

    private List<IncidentRow> Targets { get; } = [.. tables.TargetIncidents.Values.Where(IsStanding)];

    private List<IncidentRow> Components { get; } = [.. tables.ComponentIncidents.Values.Where(IsStanding)];

    private List<IncidentRow> Regions { get; } = [.. tables.Correlated.Incidents.Values.Where(IsStanding)];

    /// <exception cref="SimulationException">They differ.</exception>
    public void Hold(IReadOnlyList<string> regions)
    {
        foreach (var (name, place) in regions.Select((name, place) => (name, place)))
        {
            var id = tables.RegionIds[name];
            var expected = Vantage(place);
            TimelineCheck.Same(
                $"verdicts of the vantage point {name}",
                expected.Changes,
                TimelineCheck.Of(tables.Correlated.Verdicts, id)
            );
            TimelineCheck.Same(
                $"incidents of the vantage point {name}",
                TimelineCheck.Incidents(expected),
                TimelineCheck.Standing(tables.Correlated.Incidents, id)
            );
        }

        TimelineCheck.Same($"of {Text()}\nparts", Parts(regions).Order(), tables.Correlated.Parts.Order());
        TimelineCheck.Same(
            "causes of incidents",
            Causes().Order(),
            tables
                .Correlated.Causes.Where(each => each.Cause.Where.Hour >= tables.Horizon)
                .Select(each =>
                    (
                        each.Incident,
                        each.Cause.Where.Target,
                        each.Cause.Where.Region,
                        each.Cause.Reason,
                        each.Cause.Count
                    )
                )
                .GroupBy(
                    each => (each.Incident, each.Target, each.Region, each.Reason),
                    (key, all) => (key.Incident, key.Target, key.Region, key.Reason, all.Sum(each => each.Count))
                )
                .Order()
        );
        HoldEvents();
    }

    /// <summary>Up where it reaches one of its targets; partial where two are down and another region reaches one of those.</summary>
    private StepFunction<Verdict> Vantage(int place)
    {
        var points = scenarios
            .SelectMany(each =>
                each.Value.Regions.SelectMany(
                    (region, other) =>
                        region
                            .Assignments.SelectMany(window => new[] { window.From, window.To })
                            .Concat(states[(each.Key, other)].Changes.Select(change => change.At))
                )
            )
            .Where(at => at <= now)
            .Distinct()
            .Order();
        return new StepFunction<Verdict>(Verdict.Unknown, points.Select(at => new Change<Verdict>(at, At(at))));

        Verdict At(Instant at)
        {
            var down = new List<int>();
            foreach (var target in scenarios.Keys)
            {
                var state = State(target, place, at);
                if (state is RegionState.Up or RegionState.Degraded)
                    return Verdict.Up;

                if (state == RegionState.Down)
                    down.Add(target);
            }

            return down.Count >= 2 && down.Any(target => IsReached(target, at)) ? Verdict.Partial : Verdict.Unknown;
        }
    }

    private bool IsReached(int target, Instant at) =>
        scenarios[target]
            .Regions.Where((_, place) => State(target, place, at) is RegionState.Up or RegionState.Degraded)
            .Any();

    private RegionState State(int target, int place, Instant at) =>
        scenarios[target].Regions[place].Assignments.Any(window => window.Contains(at))
            ? states[(target, place)].At(at)
            : RegionState.Unknown;

    private HashSet<(long Part, long Whole)> Parts(IReadOnlyList<string> regions)
    {
        var pairs = new HashSet<(long, long)>();
        foreach (var component in Components)
            pairs.UnionWith(Targets.Where(part => Meets(part, component)).Select(part => (part.Id, component.Id)));

        foreach (var whole in Regions)
        {
            var place = regions.ToList().FindIndex(name => tables.RegionIds[name] == whole.Subject);
            var explained = Targets.Where(part => IsDoingOf(part, whole, place)).Select(part => part.Id).ToHashSet();
            pairs.UnionWith(explained.Select(part => (part, whole.Id)));
            foreach (var component in Components.Where(component => Meets(component, whole)))
            {
                var parts = Targets.Where(part => Meets(part, component)).Select(part => part.Id).ToList();
                if (parts.Count > 0 && parts.TrueForAll(explained.Contains))
                    pairs.Add((component.Id, whole.Id));
            }
        }

        return pairs;
    }

    /// <summary>Without that region's votes no verdict in it would be bad.</summary>
    private bool IsDoingOf(IncidentRow part, IncidentRow whole, int place)
    {
        var scenario = scenarios[part.Subject];
        var both = part.Incident.Window.Intersect(whole.Incident.Window);
        if (!scenario.Regions[place].Assignments.Any(window => window.Overlaps(both)))
            return false;

        return Without(part.Subject, place)
            .Within(part.Incident.Window with { To = Instant.Min(part.Incident.Window.To, now) })
            .All(piece => piece.Value is Verdict.Up or Verdict.Unknown or Verdict.Maintenance);
    }

    /// <summary>What a target's verdicts would be if a region did not watch it.</summary>
    private StepFunction<Verdict> Without(int target, int place)
    {
        if (_without.TryGetValue((target, place), out var known))
            return known;

        var scenario = scenarios[target];
        var others = scenario with { Regions = [.. scenario.Regions.Where((_, other) => other != place)] };
        return _without[(target, place)] = new Oracle(others).Verdicts();
    }

    /// <summary>How often each view failed for each reason within each incident of its target or component.</summary>
    private IEnumerable<(long Incident, int Target, short Region, Reason Reason, int Count)> Causes()
    {
        foreach (var incident in Targets.Concat(Components))
        {
            var isOfTarget = tables.TargetIncidents.ContainsKey(incident.Id);
            foreach (var (view, rows) in tables.Results)
            {
                if (isOfTarget && view.Target != incident.Subject)
                    continue;

                var watched = WindowSet.Union(
                    tables.Targets[view.Target].Assignments.GetValueOrDefault(view.Region, [])
                );
                var failed = rows
                    .Values.Select(row => row.Result)
                    .Where(result => result.Outcome is Outcome.Down or Outcome.Degraded)
                    .Where(result => result.ScheduledAt >= tables.Horizon) // what is sealed is not counted again
                    .Where(result => incident.Incident.Window.Contains(result.ScheduledAt))
                    .Where(result => watched.Any(window => window.Contains(result.ScheduledAt)));
                foreach (var reason in failed.CountBy(result => result.Reason!.Value))
                    yield return (incident.Id, view.Target, view.Region, reason.Key, reason.Value);
            }
        }
    }

    /// <summary>Each incident was told of when it opened, once; and of each that stands no more the end is told, once.</summary>
    private void HoldEvents()
    {
        var all = tables.TargetIncidents.Values.Concat(tables.ComponentIncidents.Values).ToList();
        foreach (var row in all.Concat(tables.Correlated.Incidents.Values))
        {
            var told = tables.Correlated.Told.Where(each => each.Incident == row.Id).Select(each => each.Kind).ToList();
            var opened = told.Count(kind => kind == "incident_opened");
            var gone = told.Count(kind => kind is "incident_merged" or "incident_withdrawn");
            if (opened != 1 || gone != (IsStanding(row) ? 0 : 1))
                throw new SimulationException($"of {row} was told: {string.Join(", ", told)}");
        }
    }

    private string Text() =>
        string.Join(
            "\n  ",
            Targets
                .Select(row => ("target", row))
                .Concat(Components.Select(row => ("component", row)))
                .Concat(Regions.Select(row => ("region", row)))
                .OrderBy(each => each.row.Id)
                .Select(each => $"{each.row.Id}: {each.Item1} {each.row.Subject} {each.row.Incident.Window}")
        );

    private static bool Meets(IncidentRow one, IncidentRow other) =>
        one.Incident.Window.Overlaps(other.Incident.Window);

    private static bool IsStanding(IncidentRow row) => row is { MergedInto: null, Withdrawn: false };
}
