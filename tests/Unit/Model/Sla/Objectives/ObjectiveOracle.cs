using System.Collections.Concurrent;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Tests.Unit.Model.Calendars;

namespace Ringback.Tests.Unit.Model.Sla.Objectives;

/// <summary>An objective's figures said a second time, slowly: time is cut wherever anything changes, and each piece is judged afresh. Shares no rule with the product.</summary>
internal sealed class ObjectiveOracle
{
    private const long Second = 1_000_000;
    private static readonly ConcurrentDictionary<string, ZoneFile> Zones = [];
    private static readonly ConcurrentDictionary<(string Zone, DateTime Local), Instant> Clocks = [];

    private static readonly Verdict[] FromBest =
    [
        Verdict.Up,
        Verdict.Unknown,
        Verdict.Degraded,
        Verdict.Partial,
        Verdict.Down,
    ];

    private readonly ObjectiveScenario _scenario;
    private readonly List<(StepFunction<Verdict> Above, StepFunction<Verdict> Beneath)> _verdicts;
    private readonly List<(Instant From, Instant To)> _hours = [];
    private readonly List<Instant> _months = [];

    /// <summary>Microseconds by verdict, up to as_of.</summary>
    public Dictionary<Verdict, long> Time { get; } = Enum.GetValues<Verdict>().ToDictionary(v => v, _ => 0L);

    /// <summary>The pieces that make it up, in order.</summary>
    public List<Piece<Verdict>> Counted { get; } = [];

    /// <summary>Service time after as_of, less what will be excluded with all of it out.</summary>
    public long ToCome { get; private set; }

    private readonly List<(Instant From, Instant To)> _excluded = [];

    public ObjectiveOracle(ObjectiveScenario scenario)
    {
        _scenario = scenario;
        _verdicts =
        [
            .. scenario.Targets.Select(t =>
                (new Oracle(t).Verdicts(), new Oracle(t with { Maintenance = [] }).Verdicts())
            ),
        ];
        ReadClocks();
        var used = new long[_months.Count + 1];
        var points = Points();
        foreach (var (from, to) in points.Zip(points.Skip(1)))
            Judge(from, to, used);
    }

    /// <summary>Valid, good, completed and conforming runs of one target.</summary>
    public (long, long, long, long) Runs(Scenario target)
    {
        var counted = ObjectiveScenario
            .Runs(target)
            .Where(run => run.Trigger == Trigger.Schedule && run.Outcome != Outcome.Unknown)
            .Where(run => In([_scenario.Window], run.ScheduledAt) && In(target.Lifetime, run.ScheduledAt))
            .Where(run => IsService(run.ScheduledAt))
            .Where(run =>
                !(In(target.Maintenance, run.ScheduledAt) && _excluded.Exists(e => Holds(e, run.ScheduledAt)))
            )
            .ToList();
        long Calls(Func<Measurement, bool> which) => counted.Count(run => run.Measurements.Any(which));
        return (
            counted.Count,
            counted.Count(run => run.Outcome != Outcome.Down),
            Calls(_ => true),
            Calls(measurement => measurement.Value > 0)
        );
    }

    private void Judge(Instant from, Instant to, long[] used)
    {
        var alive = Enumerable.Range(0, _verdicts.Count).Where(i => In(_scenario.Targets[i].Lifetime, from)).ToList();
        if (alive.Count == 0 || !IsService(from))
            return;

        var own = In(_scenario.Own, from);
        var outs = alive.Count(i => own || In(_scenario.Targets[i].Maintenance, from));
        var month = _months.Count(bound => bound <= from);
        var left = (_scenario.Cap?.Ticks / 10 ?? long.MaxValue) - used[month];
        var excluded = outs == 0 ? 0 : Math.Min(left, to.Microseconds - from.Microseconds);
        used[month] += excluded;
        var cut = new Instant(from.Microseconds + excluded);
        if (excluded > 0)
            _excluded.Add((from, cut));

        var above = own ? Verdict.Maintenance : Worst(alive.Select(i => _verdicts[i].Above.At(from)));
        var beneath = Worst(alive.Select(i => _verdicts[i].Beneath.At(from)));
        Count(from, cut, above, outs == alive.Count);
        Count(cut, to, beneath, false);
    }

    private void Count(Instant from, Instant to, Verdict verdict, bool isOut)
    {
        if (from < _scenario.Window.From || to > _scenario.Window.To || from >= to)
            return;

        if (from < _scenario.AsOf)
        {
            Time[verdict] += to.Microseconds - from.Microseconds;
            Counted.Add(new Piece<Verdict>(new Window(from, to), verdict));
        }
        else if (!isOut)
            ToCome += to.Microseconds - from.Microseconds;
    }

    private static Verdict Worst(IEnumerable<Verdict> verdicts)
    {
        var known = verdicts.Where(verdict => verdict != Verdict.Maintenance).ToList();
        return known.Count == 0 ? Verdict.Maintenance : FromBest.Last(known.Contains);
    }

    /// <summary>Every instant from the beginning of the window's first month to its end at which anything changes.</summary>
    private List<Instant> Points() =>
        [
            .. _scenario
                .Targets.SelectMany(t => t.Lifetime.Concat(t.Maintenance))
                .Concat(_scenario.Own)
                .Append(_scenario.Window)
                .SelectMany(w => new[] { w.From, w.To })
                .Concat(_hours.SelectMany(w => new[] { w.From, w.To }))
                .Concat(_verdicts.SelectMany(v => v.Above.Changes.Concat(v.Beneath.Changes)).Select(c => c.At))
                .Concat(_months)
                .Append(_scenario.AsOf)
                .Where(at => at >= _months.Where(m => m <= _scenario.Window.From).Max() && at <= _scenario.Window.To)
                .Distinct()
                .Order(),
        ];

    private void ReadClocks()
    {
        for (var month = new DateTime(2026, 1, 1); month.Year == 2026; month = month.AddMonths(1))
            _months.Add(First(_scenario.Zone, month));

        if (_scenario.Calendar is not { } calendar)
            return;

        var day = DateTime.UnixEpoch.AddSeconds(_scenario.Window.From.Microseconds / Second).Date.AddDays(-33);
        for (
            ;
            day <= DateTime.UnixEpoch.AddSeconds(_scenario.Window.To.Microseconds / Second).AddDays(2);
            day = day.AddDays(1)
        )
        {
            if (
                calendar.Holidays.Contains(DateOnly.FromDateTime(day))
                || !calendar.Week.TryGetValue(day.DayOfWeek, out var week)
            )
                continue;

            foreach (var hours in week)
                _hours.Add(
                    (First(calendar.Zone, day.AddMinutes(hours.From)), First(calendar.Zone, day.AddMinutes(hours.To)))
                );
        }
    }

    private static Instant First(string zone, DateTime local) =>
        Clocks.GetOrAdd(
            (zone, local),
            static clock =>
            {
                var file = Zones.GetOrAdd(clock.Zone, id => new ZoneFile(id));
                var shown = (clock.Local - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
                return new Instant(file.FirstAt(shown) * Second);
            }
        );

    private bool IsService(Instant at) => _scenario.Calendar is null || _hours.Exists(hours => Holds(hours, at));

    private static bool Holds((Instant From, Instant To) window, Instant at) => window.From <= at && at < window.To;

    private static bool In(IEnumerable<Window> windows, Instant at) => windows.Any(w => Holds((w.From, w.To), at));
}
