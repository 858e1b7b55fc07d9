using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

/// <summary>The page "semantics" said a second time, slowly: each instant is judged afresh from all results. Shares no rule with the product.</summary>
internal sealed class Oracle(Scenario scenario)
{
    public StepFunction<RegionState> States(ScenarioRegion region) =>
        new(RegionState.Unknown, Points().Select(at => new Change<RegionState>(at, StateAt(region, at))));

    public StepFunction<Verdict> Verdicts() =>
        new(Verdict.Unknown, Points().Select(at => new Change<Verdict>(at, VerdictAt(at))));

    private readonly Dictionary<(ScenarioRegion, Instant), RegionState> _asked = [];
    private IReadOnlyList<Instant>? _points;

    /// <summary>Every instant up to as_of at which anything can change.</summary>
    private IReadOnlyList<Instant> Points() =>
        _points ??= scenario
            .Regions.SelectMany(region =>
                region.Results.SelectMany(r => new[] { r.ScheduledAt, VouchedUntil(r.ScheduledAt) })
            )
            .Concat(_bounds)
            .Concat(scenario.Settings.Changes.Select(change => change.At))
            .Concat(_bounds.Select(at => at + Stale(at)))
            .Where(at => at <= scenario.AsOf)
            .Distinct()
            .Order()
            .ToList();

    private readonly Instant[] _bounds =
    [
        .. scenario
            .Regions.SelectMany(region => region.Assignments)
            .Concat(scenario.Maintenance)
            .Concat(scenario.Lifetime)
            .SelectMany(window => new[] { window.From, window.To })
            .Where(at => at < Instant.MaxValue)
            .Distinct(),
    ];

    private static bool In(IEnumerable<Window> windows, Instant at) => windows.Any(w => w.From <= at && at < w.To);

    private bool Watches(ScenarioRegion region, Instant at) => In(region.Assignments, at) && In(scenario.Lifetime, at);

    /// <summary>Whether the region watched without a break from one instant to another, both included.</summary>
    private bool WatchesThroughout(ScenarioRegion region, Instant one, Instant other) =>
        _bounds
            .Where(at => (one < at && at < other) || (other < at && at < one))
            .Append(one)
            .Append(other)
            .All(at => Watches(region, at));

    private TimeSpan Stale(Instant at)
    {
        var settings = scenario.Settings.At(at);
        var (a, b) = (settings.Interval * 3, settings.Interval + settings.Timeout + TimeSpan.FromSeconds(30));
        return a < b ? b : a;
    }

    private Instant VouchedUntil(Instant slot)
    {
        var until = slot + Stale(slot);
        var previous = scenario.Settings.At(slot);
        foreach (var (at, settings) in scenario.Settings.Changes.Where(change => change.At > slot))
        {
            var same = (settings.Interval, settings.Timeout) == (previous.Interval, previous.Timeout);
            if (at < until && !same && at + Stale(at) > until)
                until = at + Stale(at);
            previous = settings;
        }

        return until;
    }

    private RegionState StateAt(ScenarioRegion region, Instant at)
    {
        if (!_asked.TryGetValue((region, at), out var state))
            _asked[(region, at)] = state = Judge(region, at);

        return state;
    }

    private RegionState Judge(ScenarioRegion region, Instant at)
    {
        if (!Watches(region, at))
            return RegionState.Unknown;

        // The known results of the assignment, cut into stretches at each silence; the one that began last decides.
        var stretch = new List<JudgedResult>();
        foreach (var result in region.Results.Where(r => r.Trigger != Trigger.Manual && r.Outcome != Outcome.Unknown))
        {
            var slot = result.ScheduledAt;
            if (!WatchesThroughout(region, slot, at))
                continue;

            if (stretch.Count > 0 && slot > VouchedUntil(stretch[^1].ScheduledAt))
            {
                if (slot > at)
                    break;

                stretch.Clear();
            }

            stretch.Add(result);
        }

        if (stretch.Count == 0)
            return RegionState.Unknown;

        var end = VouchedUntil(stretch[^1].ScheduledAt);
        var isFollowed = region.Results.Any(r =>
            r.ScheduledAt > end && r is { Trigger: not Trigger.Manual, Outcome: not Outcome.Unknown }
        );
        if (at >= end && (isFollowed || end <= scenario.AsOf))
            return RegionState.Unknown;

        var down = Latch(stretch, at, outcome => outcome == Outcome.Down);
        var bad = Latch(stretch, at, outcome => outcome != Outcome.Up);
        if (down == true)
            return RegionState.Down;
        if (bad == true)
            return RegionState.Degraded;
        return down == null ? RegionState.Unknown : RegionState.Up;
    }

    /// <summary>The latch at an instant: true set, false released, null undecided.</summary>
    private bool? Latch(List<JudgedResult> stretch, Instant at, Func<Outcome, bool> sets)
    {
        bool? now = null;
        bool? then = null;
        for (var i = 0; i < stretch.Count; i++)
        {
            var isSetting = sets(stretch[i].Outcome);
            var first = i;
            while (first > 0 && sets(stretch[first - 1].Outcome) == isSetting)
                first--;

            var confirm = scenario.Settings.At(stretch[i].ScheduledAt).Confirm;
            if (i - first + 1 < (isSetting ? confirm.Failures : confirm.Successes) || now == isSetting)
                continue;

            now = isSetting;
            if (stretch[first].ScheduledAt <= at)
                then = now;
        }

        return then;
    }

    private Verdict VerdictAt(Instant at)
    {
        if (!In(scenario.Lifetime, at))
            return Verdict.Unknown;

        var voters = scenario.Regions.Where(region => Watches(region, at) && HasJoined(region, at)).ToList();
        var states = voters.Select(region => StateAt(region, at)).ToList();
        return Judge(states, scenario.Settings.At(at).Quorum, In(scenario.Maintenance, at));
    }

    private bool HasJoined(ScenarioRegion region, Instant at)
    {
        var assigned = _bounds.Where(b => b <= at && WatchesThroughout(region, b, at)).Min();
        return at >= assigned + Stale(assigned)
            || Points().Append(at).Any(p => p >= assigned && p <= at && StateAt(region, p) != RegionState.Unknown);
    }

    /// <summary>The seven rules, from the last to the first.</summary>
    public static Verdict Judge(IReadOnlyCollection<RegionState> states, Quorum quorum, bool inMaintenance)
    {
        var n = states.Count;
        var t = quorum.ToString() switch
        {
            "any" => 1,
            "all" => n,
            "majority" => (int)Math.Floor(n / 2.0) + 1,
            var k => Math.Min(int.Parse(k, null), n),
        };
        int Count(RegionState state) => states.Count(s => s == state);
        var (d, g, u) = (Count(RegionState.Down), Count(RegionState.Degraded), Count(RegionState.Up));

        var verdict = Verdict.Unknown;
        if (u >= 1)
            verdict = Verdict.Up;
        if (g >= 1 && (g >= t || u == 0))
            verdict = Verdict.Degraded;
        if (d >= 1 && u + g == 0)
            verdict = Verdict.Unknown;
        if (d >= 1 && u + g >= 1)
            verdict = Verdict.Partial;
        if (d >= 1 && d >= t)
            verdict = Verdict.Down;
        return inMaintenance ? Verdict.Maintenance : verdict;
    }
}
