using Ringback.Model.Results;
using Ringback.Model.Sla.Rollups;
using Window = Ringback.Model.Sla.Window;

namespace Ringback.Tests.Unit.Model.Sla.Rollups;

/// <summary>A day's rollup against the runs themselves, counted and sorted one by one. Shares no rule with the product.</summary>
public sealed class RollupProperties
{
    [Fact]
    public void Whatever_the_order_a_days_rollup_is_what_counting_its_runs_gives() =>
        Gen.Select(RollupGen.Runs, RollupGen.Windows, RollupGen.Windows, Gen.Int)
            .Try(
                0.5,
                drawn =>
                {
                    var (runs, watched, maintenance, seed) = drawn;
                    var shuffled = runs.ToArray();
                    new Random(seed).Shuffle(shuffled);

                    var total = RollupGen.Of(shuffled, watched, maintenance).Total;

                    var scheduled = runs.Where(run =>
                            run.Trigger == Trigger.Schedule && In(watched, run) && In([OfDay], run)
                        )
                        .ToList();
                    var known = scheduled.Where(run => run.Outcome != Outcome.Unknown).ToList();
                    var valid = known.Where(run => !In(maintenance, run)).ToList();
                    Assert.Equal(scheduled.Count, total.Counts.Scheduled);
                    Assert.Equal(valid.Count, total.Counts.Valid);
                    Assert.Equal(valid.Count(run => run.Outcome != Outcome.Down), total.Counts.Good);
                    Assert.Equal(Figures(valid, MeasurementNames.Conforming).Count, total.Counts.Completed);
                    Assert.Equal(Figures(valid, MeasurementNames.Conforming).Sum(), total.Counts.Conforming);
                    Assert.Equal(
                        scheduled
                            .Where(run => run.Reason is not null)
                            .GroupBy(run => run.Reason!.Value)
                            .OrderBy(group => group.Key)
                            .Select(group => (group.Key, (long)group.Count())),
                        total.Reasons.Select(each => (each.Key, each.Value))
                    );
                    foreach (
                        var name in new[]
                        {
                            MeasurementNames.RttSeconds,
                            MeasurementNames.LossRatio,
                            MeasurementNames.Mos,
                        }
                    )
                        AssertPercentiles(Sizes(Figures(valid, name)), total.Histogram(name));
                }
            );

    private static Window OfDay => new(RollupGen.Day, RollupGen.Day + TimeSpan.FromDays(1));

    private static bool In(IEnumerable<Window> windows, RolledRun run) =>
        windows.Any(window => window.From <= run.ScheduledAt && run.ScheduledAt < window.To);

    private static List<double> Figures(IEnumerable<RolledRun> runs, string name) =>
        [
            .. runs.SelectMany(run => run.Measurements)
                .Where(measurement => measurement.Name == name)
                .Select(measurement => measurement.Value)
                .Order(),
        ];

    private static void AssertPercentiles(List<double> sorted, LogHistogram histogram)
    {
        Assert.Equal(sorted.Count, histogram.Count);
        foreach (var percent in new[] { 50, 95, 99, 100 })
        {
            if (sorted.Count == 0)
            {
                Assert.Null(histogram.Percentile(percent));
                continue;
            }

            var exact = sorted[(((percent * sorted.Count) + 99) / 100) - 1];
            Assert.InRange(histogram.Percentile(percent)!.Value, exact * 0.99, exact * 1.01);
        }
    }

    /// <summary>What is a figure; too small a one is none, too great a one the greatest.</summary>
    private static List<double> Sizes(List<double> figures) =>
        [
            .. figures
                .Where(value => double.IsFinite(value) && value >= 0)
                .Select(value => value < 1.0 / (1 << 30) ? 0 : Math.Min(value, 1 << 30))
                .Order(),
        ];
}
