using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Objectives;
using Ringback.Model.Sla.Rollups;

namespace Ringback.Tests.Unit.Model.Sla.Objectives;

public sealed class ObjectiveProperties
{
    [Fact]
    public void Whatever_the_deliveries_time_and_budget_are_what_judging_each_piece_afresh_gives() =>
        ObjectiveGen.Scenario.Try(
            0.25,
            scenario =>
            {
                var (terms, subject) = (scenario.Terms, scenario.Subject);
                var oracle = new ObjectiveOracle(scenario);
                var time = ObjectiveTime.Of(terms, subject, scenario.Window);

                Assert.Equal(
                    new Availability(
                        oracle.Time[Verdict.Up],
                        oracle.Time[Verdict.Degraded],
                        oracle.Time[Verdict.Partial],
                        oracle.Time[Verdict.Down],
                        oracle.Time[Verdict.Unknown],
                        oracle.Time[Verdict.Maintenance]
                    ),
                    time
                );
                Assert.Equal(oracle.ToCome, ObjectiveTime.ToCome(terms, subject, scenario.Window));
                var total = (time.Measured + oracle.ToCome) / 10;
                Assert.Equal(
                    new ErrorBudget(total, total - time.Down),
                    ObjectiveTime.BudgetOf(terms, subject, scenario.Window)
                );
            }
        );

    [Fact]
    public void Whatever_their_order_runs_and_calls_are_those_that_looking_at_each_gives() =>
        ObjectiveGen.Scenario.Try(
            0.25,
            scenario =>
            {
                var oracle = new ObjectiveOracle(scenario);
                foreach (var target in scenario.Targets)
                {
                    var runs = ObjectiveScenario.Runs(target).ToArray();
                    new Random(scenario.Seed).Shuffle(runs);
                    var counts = ObjectiveRuns.Of(
                        scenario.Terms,
                        scenario.Maintenance,
                        ObjectiveScenario.MaintenanceOf(target),
                        runs,
                        scenario.Window
                    );

                    Assert.Equal(oracle.Runs(target), (counts.Valid, counts.Good, counts.Completed, counts.Conforming));
                }
            }
        );

    [Fact]
    public void An_hour_that_is_rolled_up_says_what_its_runs_would_or_nothing() =>
        ObjectiveGen.Scenario.Try(
            0.25,
            scenario =>
            {
                foreach (var target in scenario.Targets)
                {
                    var maintenance = ObjectiveScenario.MaintenanceOf(target);
                    var (counted, excluded) = ObjectiveRuns.Pieces(
                        scenario.Terms,
                        scenario.Maintenance,
                        maintenance,
                        scenario.Window
                    );
                    var calls = (scenario.Seed & 1) == 0;
                    var rule = new ObjectiveHours(target.Lifetime, counted, excluded, calls);
                    var hours = ObjectiveScenario.Runs(target).GroupBy(run => run.ScheduledAt.HourStart);
                    foreach (var hour in hours)
                    {
                        // A window declared after the hour was sealed is not in what it was built under.
                        IReadOnlyList<Window> known = (scenario.Seed & 6) == 0 ? [] : target.Maintenance;
                        if (HourRollup.Of(hour.Key, hour, target.Lifetime, known) is not { } rollup)
                            continue;

                        var whole = new Window(hour.Key, hour.Key + HourRollup.Length);
                        var under = (scenario.Seed & 8) == 0 ? rollup.MaintenanceIn(hour.Key) : null;
                        if (rule.Of(whole, rollup.Rollup.Counts, under) is not { } said)
                            continue;

                        var looked = ObjectiveRuns.Of(
                            scenario.Terms,
                            scenario.Maintenance,
                            maintenance,
                            hour,
                            scenario.Window
                        );
                        Assert.Equal((looked.Valid, looked.Good), (said.Valid, said.Good));
                        if (calls)
                            Assert.Equal((looked.Completed, looked.Conforming), (said.Completed, said.Conforming));
                    }
                }
            }
        );

    [Fact]
    public void An_hour_says_nothing_where_it_is_cut_or_its_maintenance_was_another()
    {
        var hour = new Window(new Instant(0), new Instant(3_600_000_000));
        var minute = new Window(new Instant(60_000_000), new Instant(120_000_000));
        var runs = new RunCounts(10, 2, 3, 1, 0, 0, 5, 4);
        var under = runs with { MaintenanceGood = 2 };

        Assert.Equal(runs, Said([hour], [hour], [], true, runs, []));
        Assert.Equal(runs, Said([hour], [hour], [], true, runs, null));
        Assert.Equal(under, Said([hour], [hour], [minute], true, under, [minute]));
        Assert.Equal(runs, Said([minute], [minute], [], true, runs, [])); // all of its life
        Assert.Equal(default(RunCounts), Said([hour], [], [], true, runs, []));
        Assert.Equal(runs, Said([hour], [hour], [], false, under, [minute]));
        Assert.Equal(0, Said([hour], [hour], [hour], true, runs, [])!.Value.Valid);

        Assert.Null(Said([hour], [minute], [], true, runs, []));
        Assert.Null(Said([hour], [hour], [minute], true, runs, []));
        Assert.Null(Said([hour], [hour], [minute], true, under, null));
        Assert.Null(Said([hour], [hour], [], true, under, [minute]));

        RunCounts? Said(
            Window[] lifetime,
            Window[] counted,
            Window[] excluded,
            bool calls,
            RunCounts runs,
            Window[]? maintenance
        ) => new ObjectiveHours(lifetime, counted, excluded, calls).Of(hour, runs, maintenance);
    }
}
