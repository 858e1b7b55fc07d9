using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Rollups;
using Ringback.Store.Timelines;
using Ringback.Tests.Simulation.Doors.Ledger;
using Ringback.Tests.Simulation.Engine;
using Ringback.Tests.Simulation.World;
using Ringback.Tests.Unit.Model.Sla;

namespace Ringback.Tests.Simulation.Checks;

/// <summary>What the oracle says of the results that the ledger holds, against what the derivers wrote bit by bit.</summary>
internal sealed class TimelineCheck(Setting setting, LedgerTables tables)
{
    private readonly Instant _now = Plan.Begin + TimeSpan.FromTicks(setting.Loop.Now);
    private readonly IReadOnlyList<Catalog> _versions = [.. setting.Plan.Versions.Select(version => version.Catalog)];

    /// <exception cref="SimulationException">They differ.</exception>
    public void Hold()
    {
        var scenarios = new Dictionary<int, Scenario>();
        var states = new Dictionary<(int Target, int Place), StepFunction<RegionState>>();
        var verdicts = new List<(StepFunction<Verdict> Verdicts, IReadOnlyList<Window> Maintenance)>();
        foreach (var target in _versions[0].Targets.Select(target => target.Id))
        {
            var scenario = Scenario(target);
            scenarios[tables.TargetIds[target]] = scenario;
            var oracle = new Oracle(scenario);
            foreach (var (region, place) in setting.Plan.Regions.Select((region, place) => (region, place)))
            {
                var view = new View(tables.TargetIds[target], tables.RegionIds[region]);
                var said = states[(view.Target, place)] = oracle.States(scenario.Regions[place]);
                Same(
                    $"states of {target} in {region}",
                    said.Changes,
                    tables.Views.GetValueOrDefault(view, ViewRow.Empty).States.Changes
                );
            }

            HoldRollups(target, scenario);
            var expected = oracle.Verdicts();
            Same($"verdicts of {target}", expected.Changes, Of(tables.Verdicts, tables.TargetIds[target]));
            Same(
                $"incidents of {target}",
                Incidents(expected),
                Standing(tables.TargetIncidents, tables.TargetIds[target])
            );
            verdicts.Add((expected, scenario.Maintenance));
        }

        var component = Component(verdicts);
        Same("verdicts of the component", component.Changes, Of(tables.ComponentVerdicts, 1));
        Same("incidents of the component", Incidents(component), Standing(tables.ComponentIncidents, 1));
        new CorrelationCheck(tables, scenarios, states, _now).Hold(setting.Plan.Regions);
    }

    /// <summary>What has ended of hours is rolled up, however late its results came.</summary>
    private void HoldRollups(string target, Scenario scenario)
    {
        foreach (var (region, place) in setting.Plan.Regions.Select((region, place) => (region, place)))
        {
            var view = new View(tables.TargetIds[target], tables.RegionIds[region]);
            var runs = tables
                .Taken(view)
                .Where(row => row.Result.Trigger == Trigger.Schedule)
                .Select(row => LedgerTables.Rolled(row.Result))
                .ToList();
            var hour = Plan.Begin.HourStart;
            var watched = scenario.Regions[place].Assignments;
            var day = tables.Rollups.GetValueOrDefault(ViewDay.Of(view, hour), DayRollup.Empty);
            var found = day[hour.ToDateTimeOffset().Hour];
            var isSealed = hour < tables.Horizon;

            // Work that is announced, or taken back, once the hour is sealed: there are no results left to count anew.
            var work = isSealed && found is not null ? [.. found.MaintenanceIn(hour)] : scenario.Maintenance;
            var expected = HourRollup.Of(hour, runs, watched, work);
            var wasRolled = tables.Derivations[tables.TargetIds[target]].RolledAtSeal > hour;
            if (watched.Count > 0 && (!isSealed || wasRolled) && !Equals(expected, found))
                throw new SimulationException(
                    $"{target} in {region} is rolled up as {found}, and should be {expected}"
                );
        }
    }

    private Scenario Scenario(string id)
    {
        var versions = _versions
            .Select(catalog => (At: catalog.EffectiveAt, Target: catalog.Targets.Single(target => target.Id == id)))
            .ToList();
        var settings = versions.Select(v => new Change<TargetSettings>(
            v.At,
            new TargetSettings(v.Target.Interval, v.Target.Timeout, v.Target.Confirm, v.Target.Quorum)
        ));
        return new Scenario
        {
            Settings = new StepFunction<TargetSettings>(settings.First().Value, settings),
            Lifetime = [new Window(versions[0].At, Instant.MaxValue)],
            Maintenance = Work(window => window.Targets.Contains(id) || window.Components.Count > 0),
            Regions =
            [
                .. setting.Plan.Regions.Select(region => new ScenarioRegion(
                    Watched(versions, region),
                    Results(new View(tables.TargetIds[id], tables.RegionIds[region]))
                )),
            ],
            AsOf = _now,
        };
    }

    /// <summary>Work as it was last defined before it ceased to be named; then as much as had been.</summary>
    private List<Window> Work(Func<MaintenanceWindow, bool> concerns)
    {
        var all = new List<Window>();
        for (var i = 0; i < _versions.Count; i++)
        {
            var isLast = i + 1 == _versions.Count;
            foreach (var window in _versions[i].Maintenance.Where(concerns))
            {
                if (isLast || _versions[i + 1].Maintenance.All(next => next.Id != window.Id))
                    all.Add(MaintenanceTable.When(window).Intersect(Until(isLast ? null : _versions[i + 1])));
            }
        }

        return all.FindAll(window => window.From < window.To);

        static Window Until(Catalog? next) => new(Instant.MinValue, next?.EffectiveAt ?? Instant.MaxValue);
    }

    private static List<Window> Watched(List<(Instant At, Target Target)> versions, string region)
    {
        var windows = new List<Window>();
        foreach (var (at, target) in versions)
        {
            var watches = target.Regions.Contains(region);
            if (windows.Count > 0 && windows[^1].To == Instant.MaxValue && !watches)
                windows[^1] = windows[^1] with { To = at };
            else if (watches && (windows.Count == 0 || windows[^1].To < Instant.MaxValue))
                windows.Add(new Window(at, Instant.MaxValue));
        }

        return windows;
    }

    private IReadOnlyList<JudgedResult> Results(View view) =>
        [
            .. tables
                .Taken(view)
                .Select(row => new JudgedResult(row.Result.ScheduledAt, row.Result.Trigger, row.Result.Outcome)),
        ];

    /// <summary>The worst of its targets that are not in maintenance; all of them live as long as it does.</summary>
    private StepFunction<Verdict> Component(
        List<(StepFunction<Verdict> Verdicts, IReadOnlyList<Window> Maintenance)> targets
    )
    {
        Verdict[] worst = [Verdict.Down, Verdict.Partial, Verdict.Degraded, Verdict.Unknown, Verdict.Up];
        var own = Work(window => window.Components.Count > 0);
        var points = targets
            .SelectMany(target => target.Verdicts.Changes.Select(change => change.At))
            .Concat(own.SelectMany(window => new[] { window.From, window.To }))
            .Append(_versions[0].EffectiveAt)
            .Where(at => at <= _now)
            .Distinct()
            .Order();
        return new StepFunction<Verdict>(Verdict.Unknown, points.Select(at => new Change<Verdict>(at, At(at))));

        Verdict At(Instant at)
        {
            if (own.Any(window => window.From <= at && at < window.To))
                return Verdict.Maintenance;

            var all = targets.Select(target => target.Verdicts.At(at)).ToList();
            return worst.Cast<Verdict?>().FirstOrDefault(verdict => all.Contains(verdict!.Value))
                ?? Verdict.Maintenance;
        }
    }

    internal static List<Incident> Incidents(StepFunction<Verdict> verdicts)
    {
        var incidents = new List<Incident>();
        Incident? open = null;
        Instant? badUntil = null;
        foreach (var (at, verdict) in verdicts.Changes)
        {
            var isBad = verdict is Verdict.Down or Verdict.Partial or Verdict.Degraded;
            if (isBad)
            {
                var severity = open is { } so && so.Severity > verdict ? so.Severity : verdict;
                open = new Incident(open?.OpenedAt ?? at, null, severity);
                badUntil = null;
                continue;
            }

            badUntil ??= at;
            if (verdict == Verdict.Up && open is { } ended)
            {
                incidents.Add(ended with { ClosedAt = badUntil });
                open = null;
            }
        }

        if (open is { } last)
            incidents.Add(last);

        return incidents;
    }

    internal static IEnumerable<Incident> Standing(SortedDictionary<long, IncidentRow> incidents, int subject) =>
        incidents
            .Values.Where(row => row.Subject == subject && row is { MergedInto: null, Withdrawn: false })
            .Select(row => row.Incident)
            .OrderBy(incident => incident.OpenedAt);

    internal static IReadOnlyList<Change<Verdict>> Of(Dictionary<int, StepFunction<Verdict>> verdicts, int id) =>
        verdicts.TryGetValue(id, out var found) ? found.Changes : [];

    internal static void Same<T>(string what, IEnumerable<T> expected, IEnumerable<T> found)
    {
        if (!expected.SequenceEqual(found))
            throw new SimulationException(
                $"{what} should be\n  {string.Join("\n  ", expected)}\nand are\n  {string.Join("\n  ", found)}"
            );
    }
}
