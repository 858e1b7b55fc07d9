using Ringback.Model.Sla;
using Ringback.Model.Sla.Objectives;

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
}
