using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Scheduling;

namespace Ringback.Tests.Unit.ProbeWorker.Scheduling;

public class TimetableTests
{
    private static readonly Instant Noon = Instant.From(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Each_slot_comes_once_and_none_early_however_the_clock_is_looked_at()
    {
        Gen.Select(Gen.Int[0, 400_000].Array[1, 200], Gen.Int[1, 60], Gen.Int[1, 60])
            .Sample(
                (pauses, first, second) =>
                {
                    var targets = new[] { Planned.Target("a", first), Planned.Target("b", second) };
                    var timetable = Timetable(Planned.Catalog(Instant.UnixEpoch, targets));
                    var given = new List<PlannedRun>();
                    var now = Noon;
                    foreach (var pause in pauses)
                    {
                        now += TimeSpan.FromMilliseconds(pause / 10.0);
                        var due = timetable.TakeUntil(now);
                        Assert.All(due, run => Assert.True(run.ScheduledAt <= now));
                        given.AddRange(due);
                        Assert.True(timetable.NextAt > now);
                    }

                    Assert.Equal(Expected(targets, Noon, now), Keys(given));
                }
            );
    }

    [Fact]
    public void The_next_instant_is_exactly_when_something_is_due()
    {
        var timetable = Timetable(Planned.Catalog(Instant.UnixEpoch, Planned.Target()));
        for (var i = 0; i < 10; i++)
        {
            var next = timetable.NextAt;
            Assert.Empty(timetable.TakeUntil(next - TimeSpan.FromMicroseconds(1)));
            Assert.Equal(next, Assert.Single(timetable.TakeUntil(next)).ScheduledAt);
        }
    }

    [Fact]
    public void A_version_rules_from_its_instant_to_that_of_the_next_in_whatever_order_and_how_late_they_come()
    {
        var gen = Gen.Select(Gen.Int[1, 30], Gen.Int[0, 300], Gen.Int[0, 400]).Array[1, 5];
        Gen.Select(gen, Gen.Int[0, 10])
            .Sample(
                (versions, step) =>
                {
                    var catalogs = versions
                        .Select(v =>
                            (
                                Catalog: Planned.Catalog(
                                    Noon + TimeSpan.FromSeconds(v.Item2),
                                    Planned.Target("a", v.Item1)
                                ),
                                HeardAt: v.Item3
                            )
                        )
                        .DistinctBy(v => v.Catalog.EffectiveAt)
                        .ToList();
                    var timetable = Timetable();
                    for (var second = 0; second <= 420; second += 1 + step)
                    {
                        var now = Noon + TimeSpan.FromSeconds(second);
                        foreach (
                            var (catalog, _) in catalogs.Where(c =>
                                c.HeardAt <= second && c.HeardAt > second - 1 - step
                            )
                        )
                            timetable.Adopt(catalog);

                        var heard = catalogs.Where(c => c.HeardAt <= second).Select(c => c.Catalog).ToList();
                        foreach (var run in timetable.TakeUntil(now))
                        {
                            var rules = heard.Where(c => c.EffectiveAt <= run.ScheduledAt).MaxBy(c => c.EffectiveAt);
                            Assert.Same(rules!.Targets[0], run.Target);
                        }
                    }
                }
            );
    }

    [Fact]
    public void Slots_before_the_switch_are_the_old_versions_and_from_it_the_new_ones()
    {
        var old = Planned.Target("a", interval: 10);
        var renewed = Planned.Target("a", interval: 4);
        var switchAt = Slot(renewed, Noon + TimeSpan.FromSeconds(60));
        var timetable = Timetable(Planned.Catalog(Instant.UnixEpoch, old), Planned.Catalog(switchAt, renewed));

        var given = timetable.TakeUntil(Noon + TimeSpan.FromSeconds(120));

        var expected = Expected([old], Noon, switchAt - TimeSpan.FromMicroseconds(1))
            .Concat(Expected([renewed], switchAt, Noon + TimeSpan.FromSeconds(120)));
        Assert.Equal(expected.Order(), Keys(given));
        Assert.Contains(given, run => run.ScheduledAt == switchAt && ReferenceEquals(run.Target, renewed));
    }

    [Fact]
    public void A_removed_target_is_not_run_any_more()
    {
        var switchAt = Noon + TimeSpan.FromSeconds(60);
        var timetable = Timetable(Planned.Catalog(Instant.UnixEpoch, Planned.Target()), Planned.Catalog(switchAt));

        Assert.All(timetable.TakeUntil(Noon + TimeSpan.FromHours(1)), run => Assert.True(run.ScheduledAt < switchAt));
        Assert.Equal(Instant.MaxValue, timetable.NextAt);
    }

    [Fact]
    public void A_version_that_is_heard_of_twice_changes_nothing()
    {
        var catalog = Planned.Catalog(Instant.UnixEpoch, Planned.Target());
        var timetable = Timetable(catalog);
        timetable.TakeUntil(Noon + TimeSpan.FromSeconds(30));
        timetable.Adopt(catalog);

        Assert.True(timetable.NextAt > Noon + TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_confirm_run_comes_at_its_instant_unless_its_target_has_changed_meanwhile()
    {
        var target = Planned.Target(interval: 60);
        var timetable = Timetable(Planned.Catalog(Instant.UnixEpoch, target));
        var at = Slot(target, Noon) + TimeSpan.FromSeconds(5);
        timetable.TakeUntil(Slot(target, Noon));

        Assert.True(timetable.TryConfirm(target, at, Instant.MaxValue));
        Assert.True(timetable.TryConfirm(Planned.Target(interval: 60), at, Instant.MaxValue));

        Assert.Equal(at, timetable.NextAt);
        Assert.Equal([new PlannedRun(target, at, Trigger.Confirm)], timetable.TakeUntil(at));
    }

    [Fact]
    public void A_clock_that_was_set_forward_skips_and_one_that_was_set_back_runs_again()
    {
        var target = Planned.Target();
        var timetable = Timetable(Planned.Catalog(Instant.UnixEpoch, target));
        timetable.TakeUntil(Noon + TimeSpan.FromMinutes(1));

        timetable.Restart(Noon + TimeSpan.FromHours(1));
        Assert.Equal(Slot(target, Noon + TimeSpan.FromHours(1)), timetable.NextAt);

        timetable.Restart(Noon);
        Assert.Equal(Slot(target, Noon), timetable.NextAt);
    }

    [Fact]
    public void Calls_of_two_regions_to_one_PBX_take_turns_and_one_that_finds_none_is_said_to_be_held()
    {
        var targets = Enumerable.Range(0, 4).Select(i => Call($"call-{i}", 60, 14)).ToArray();
        var catalog = Planned.Catalog(Instant.UnixEpoch, targets);
        var runs = new[] { "prague", "london" }
            .SelectMany(region =>
            {
                var timetable = new Timetable(region, target => target.Regions.Contains(region), Noon);
                timetable.Adopt(catalog);
                return StepsOf(timetable, TimeSpan.FromMinutes(30));
            })
            .ToList();

        Assert.Equal(4 * 2 * 30, runs.Count);
        var calls = runs.Where(run => run.HasTurn).OrderBy(run => run.StartsAt).ToList();
        Assert.Contains(runs, run => !run.HasTurn); // 8 calls of 14 s, and the time to hang up, find no room in a minute
        Assert.All(
            calls.Zip(calls.Skip(1)),
            pair => Assert.True(pair.Second.StartsAt - pair.First.StartsAt >= TimeSpan.FromSeconds(14))
        );
    }

    [Fact]
    public void Two_calls_of_a_region_are_not_confirmed_at_the_same_time()
    {
        var targets = new[] { Call("a", 600, 5), Call("b", 600, 5) };
        var timetable = Timetable(Planned.Catalog(Instant.UnixEpoch, targets));
        var at = Noon + TimeSpan.FromSeconds(20);
        Assert.All(targets, target => Assert.True(timetable.TryConfirm(target, at, at + TimeSpan.FromMinutes(9))));

        var starts = StepsOf(timetable, TimeSpan.FromMinutes(10))
            .Where(run => run.Trigger == Trigger.Confirm)
            .Select(run => run.ScheduledAt)
            .Order()
            .ToList();
        Assert.Equal(2, starts.Count);
        Assert.True(starts[1] - starts[0] >= TimeSpan.FromSeconds(7));
        Assert.False(timetable.TryConfirm(targets[0], at, at + TimeSpan.FromMicroseconds(1)));
    }

    /// <summary>Looked at each time something is due, as the loop does.</summary>
    private static List<PlannedRun> StepsOf(Timetable timetable, TimeSpan length)
    {
        var runs = new List<PlannedRun>();
        for (var next = timetable.NextAt; next < Noon + length; next = timetable.NextAt)
        {
            var due = timetable.TakeUntil(next);
            Assert.All(due.Where(run => run.HasTurn), run => Assert.Equal(next, run.StartsAt));
            runs.AddRange(due);
        }

        return runs;
    }

    private static Target Call(string id, double interval, double timeout) =>
        Planned.Target(id, interval, timeout) with
        {
            Regions = ["prague", "london"],
            Check = new RtpCheck { Host = "pbx.test", Extension = "600" },
        };

    private static Timetable Timetable(params Catalog[] catalogs)
    {
        var timetable = new Timetable(Planned.Region, _ => true, Noon);
        foreach (var catalog in catalogs)
            timetable.Adopt(catalog);

        return timetable;
    }

    private static Instant Slot(Target target, Instant from) =>
        Slots.FirstAtOrAfter(from, Slots.Phase(target.Id, Planned.Region, target.Interval), target.Interval);

    private static IEnumerable<(long, string)> Expected(IEnumerable<Target> targets, Instant from, Instant to) =>
        targets
            .SelectMany(target =>
                Enumerable
                    .Range(0, int.MaxValue)
                    .Select(k => Slot(target, from) + (k * target.Interval))
                    .TakeWhile(slot => slot <= to)
                    .Select(slot => (slot.Microseconds, target.Id))
            )
            .Order();

    private static IEnumerable<(long, string)> Keys(IEnumerable<PlannedRun> runs) =>
        runs.Select(run => (run.ScheduledAt.Microseconds, run.Target.Id)).Order();
}
