using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

/// <summary>Random scenarios that love the edges: equal instants, silence of exactly the staleness and 1 µs more, changes at slots.</summary>
internal static class ScenarioGen
{
    private static readonly Instant Start = new(1_795_431_000_000_000); // 2026-11-23T10:50:00Z: hours pass early on

    public static Gen<Scenario> Of(int regions) => Of(regions, Start);

    public static Gen<Scenario> Of(int regions, Instant start) =>
        Gen.Select(SettingsGen, Gen.Int[0, (1 << regions) - 1], StepGen(regions).Array[0, 16 + (6 * regions)], GapGen)
            .Select(
                (settings, assigned, steps, end) => new Builder(regions, assigned, settings, start).Build(steps, end)
            );

    /// <summary>Outcomes come in streaks: an even mix would seldom turn a latch back and forth.</summary>
    private static readonly Gen<Outcome> OutcomeGen = Gen.Frequency(
        (4, Outcome.Up),
        (2, Outcome.Degraded),
        (4, Outcome.Down),
        (1, Outcome.Unknown)
    );

    private static readonly Gen<Trigger> TriggerGen = Gen.Frequency(
        (8, Trigger.Schedule),
        (2, Trigger.Confirm),
        (1, Trigger.Manual)
    );

    private static readonly Gen<TargetSettings> SettingsGen = Gen.Select(
        Gen.OneOf(10, 20, 60, 900),
        Gen.OneOf(1, 5, 9),
        Gen.Int[1, 3],
        Gen.Int[1, 3],
        Gen.OneOf(Quorum.Majority, Quorum.Any, Quorum.All, Quorum.Of(2)),
        (interval, timeout, failures, successes, quorum) =>
            new TargetSettings(
                TimeSpan.FromSeconds(interval),
                TimeSpan.FromSeconds(timeout),
                new Confirmation(failures, successes),
                quorum
            )
    );

    private static readonly Gen<Gap> GapGen = Gen.Frequency(
        (3, Gap.None),
        (8, Gap.Interval),
        (2, Gap.Microsecond),
        (2, Gap.QuarterHour),
        (1, Gap.LastInTime),
        (1, Gap.FirstTooLate),
        (1, Gap.JoinsAtLatest)
    );

    private static Gen<Step> StepGen(int regions) =>
        Gen.Select(
            Gen.Frequency(
                (16, Event.Result),
                (2, Event.Settings),
                (1, Event.Assignment),
                (1, Event.Maintenance),
                (1, Event.Lifetime)
            ),
            GapGen,
            Gen.Int[0, regions - 1],
            Gen.Select(OutcomeGen, TriggerGen),
            SettingsGen,
            (kind, gap, region, run, settings) => new Step(kind, gap, region, run.Item1, run.Item2, settings)
        );

    private enum Event
    {
        Result,
        Settings,
        Assignment,
        Maintenance,
        Lifetime,
    }

    private enum Gap
    {
        None,
        Microsecond,
        Interval,
        QuarterHour,
        LastInTime,
        FirstTooLate,
        JoinsAtLatest,
    }

    private sealed record Step(
        Event Event,
        Gap Gap,
        int Region,
        Outcome Outcome,
        Trigger Trigger,
        TargetSettings Settings
    );

    private sealed class Builder
    {
        private readonly SortedDictionary<(Instant, Trigger), Outcome>[] _results;
        private readonly List<Instant>[] _assigned;
        private readonly List<Instant> _alive;
        private readonly List<Instant> _maintenance = [];
        private readonly List<Change<TargetSettings>> _changes = [];
        private readonly TargetSettings _initial;
        private Instant _now;

        public Builder(int regions, int assigned, TargetSettings initial, Instant start)
        {
            _initial = initial;
            _now = start;
            _alive = [start];
            _results =
            [
                .. Enumerable.Range(0, regions).Select(_ => new SortedDictionary<(Instant, Trigger), Outcome>()),
            ];
            _assigned = [.. Enumerable.Range(0, regions).Select(i => new List<Instant>())];
            for (var i = 0; i < regions; i++)
            {
                if ((assigned & (1 << i)) == 0)
                    _assigned[i].Add(start);
            }
        }

        public Scenario Build(Step[] steps, Gap end)
        {
            foreach (var step in steps)
            {
                _now = After(step.Gap, step.Region);
                Take(step);
            }

            return new Scenario
            {
                Settings = Settings,
                Lifetime = Toggled(_alive),
                Maintenance = Toggled(_maintenance),
                Regions =
                [
                    .. _results.Select((results, i) => new ScenarioRegion(Toggled(_assigned[i]), Judged(results))),
                ],
                AsOf = After(end, 0),
            };
        }

        private StepFunction<TargetSettings> Settings => new(_initial, _changes);

        private void Take(Step step)
        {
            switch (step.Event)
            {
                case Event.Result:
                    _results[step.Region][(_now, step.Trigger)] = step.Outcome;
                    break;
                case Event.Settings:
                    _changes.Add(new Change<TargetSettings>(_now, step.Settings));
                    break;
                case Event.Assignment:
                    _assigned[step.Region].Add(_now);
                    break;
                case Event.Maintenance:
                    _maintenance.Add(_now);
                    break;
                default:
                    _alive.Add(_now);
                    break;
            }
        }

        private Instant After(Gap gap, int region)
        {
            var known = Judged(_results[region])
                .Where(result => result.IsKnown)
                .Select(result => (Instant?)result.ScheduledAt);
            var lastInTime = known.LastOrDefault() is { } slot ? Staleness.VouchesUntil(slot, Settings) : _now;
            var toggles = _assigned[region];
            var latestJoin = toggles.Count == 0 ? _now : toggles[^1] + Staleness.Of(Settings.At(toggles[^1]));
            var after = gap switch
            {
                Gap.Microsecond => new Instant(_now.Microseconds + 1),
                Gap.Interval => _now + Settings.At(_now).Interval,
                Gap.QuarterHour => _now + TimeSpan.FromMinutes(15),
                Gap.LastInTime => lastInTime,
                Gap.FirstTooLate => new Instant(lastInTime.Microseconds + 1),
                Gap.JoinsAtLatest => latestJoin,
                _ => _now,
            };
            return Instant.Max(_now, after);
        }

        private static IReadOnlyList<JudgedResult> Judged(
            SortedDictionary<(Instant At, Trigger By), Outcome> results
        ) => [.. results.Select(pair => new JudgedResult(pair.Key.At, pair.Key.By, pair.Value))];

        /// <summary>On at each even instant, off at each odd one.</summary>
        private static IReadOnlyList<Window> Toggled(List<Instant> instants) =>
            [
                .. instants
                    .Append(Instant.MaxValue)
                    .Chunk(2)
                    .Where(pair => pair.Length == 2)
                    .Select(pair => new Window(pair[0], pair[1])),
            ];
    }
}
