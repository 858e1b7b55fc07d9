using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla.Rollups;
using Window = Ringback.Model.Sla.Window;

namespace Ringback.Tests.Unit.Model.Sla.Rollups;

public sealed class RollupTests
{
    private static readonly Window[] Always = [Window.Always];

    [Fact]
    public void Only_scheduled_runs_count_and_only_valid_ones_are_measured()
    {
        var hour = RollupGen.Day;
        RolledRun[] runs =
        [
            Run(0, Outcome.Up, 0.010),
            Run(1, Outcome.Degraded, 0.020),
            Run(2, Outcome.Down, 0.030),
            Run(3, Outcome.Unknown, 0.040),
            Run(4, Outcome.Up, 0.050) with
            {
                Trigger = Trigger.Confirm,
            },
            Run(5, Outcome.Down, 0.060) with
            {
                Trigger = Trigger.Manual,
            },
            Run(20, Outcome.Up, 0.070), // in maintenance
            Run(21, Outcome.Down, 0.080),
            Run(40, Outcome.Up, 0.090), // not watched
            Run(60, Outcome.Up, 0.100), // of the next hour
        ];

        var rollup = HourRollup.Of(
            hour,
            runs,
            [new(hour, At(40))],
            [new Window(At(20), At(22)), new Window(At(59), At(90))]
        )!;

        Assert.Equal(new RunCounts(2, 1, 2, 1, 1, 1, 0, 0), rollup.Rollup.Counts);
        Assert.Equal(
            (6, 3, 2),
            (rollup.Rollup.Counts.Scheduled, rollup.Rollup.Counts.Valid, rollup.Rollup.Counts.Good)
        );
        Assert.Equal(0.666m, rollup.Rollup.Counts.SuccessRatio!.Value.Floor(3));
        Assert.Equal(
            new Dictionary<Reason, long> { [Reason.Timeout] = 4 },
            rollup.Rollup.Reasons.ToDictionary(each => each.Key, each => each.Value)
        );
        Assert.Equal(LogHistogram.Of([0.010, 0.020, 0.030]), rollup.Rollup.Histogram(MeasurementNames.RttSeconds));
        Assert.Equal(LogHistogram.Of([0.2, 0.2]), rollup.Rollup.Histogram(RolledMeasurements.DurationSeconds));
        Assert.Equal(
            [new Window(new(20 * Minute), new(22 * Minute)), new Window(new(59 * Minute), new(60 * Minute))],
            rollup.Maintenance
        );
    }

    [Fact]
    public void A_call_is_completed_where_it_was_judged_and_valid()
    {
        RolledRun[] runs =
        [
            Call(0, Outcome.Up, 1),
            Call(1, Outcome.Degraded, 0),
            Call(2, Outcome.Degraded, 1), // a poor MOS alone
            Call(3, Outcome.Down, 0), // no media
            Call(4, Outcome.Unknown, 1),
            Call(5, Outcome.Up, 1), // in maintenance
            Run(6, Outcome.Down, 0.1), // not answered
        ];

        var counts = HourRollup.Of(RollupGen.Day, runs, Always, [new Window(At(5), At(6))])!.Rollup.Counts;

        Assert.Equal((4, 2), (counts.Completed, counts.Conforming));
        Assert.Equal(0.5m, counts.CallQuality!.Value.Floor(2));
    }

    [Fact]
    public void An_hour_without_a_run_that_counts_has_no_rollup() =>
        Assert.Null(
            HourRollup.Of(
                RollupGen.Day,
                [Run(0, Outcome.Up, 1) with { Trigger = Trigger.Manual }, Run(61, Outcome.Up, 1)],
                Always,
                []
            )
        );

    [Fact]
    public void Any_order_of_runs_and_any_grouping_of_hours_gives_the_same_bytes() =>
        Gen.Select(RollupGen.Runs, RollupGen.Windows, Gen.Int)
            .Sample(
                (runs, maintenance, seed) =>
                {
                    var random = new Random(seed);
                    var shuffled = runs.ToArray();
                    random.Shuffle(shuffled);

                    var day = RollupGen.Of(runs, Always, maintenance);
                    var again = RollupGen.Of(shuffled, Always, [.. maintenance.Reverse()]);
                    Assert.Equal(day.ToBytes(), again.ToBytes());

                    var hours = Enumerable.Range(0, 24).Select(i => again[i]?.Rollup).OfType<Rollup>().ToArray();
                    random.Shuffle(hours);
                    var groups = hours.GroupBy(_ => random.Next(4)).Select(group => Rollup.Merge([.. group])).ToList();
                    Assert.Equal(day.Total.ToBytes(), Rollup.Merge(groups).ToBytes());
                },
                iter: Cases.Count / 4
            );

    [Fact]
    public void What_is_written_is_read_again() =>
        Gen.Select(RollupGen.Runs, RollupGen.Windows)
            .Sample(
                (runs, maintenance) =>
                {
                    var day = RollupGen.Of(runs, Always, maintenance);

                    Assert.True(Rollup.TryParse(day.Total.ToBytes(), out var total));
                    Assert.True(DayRollup.TryParse(total, day.ToBytes(), out var read));
                    Assert.Equal(day.Total, total);
                    Assert.All(Enumerable.Range(0, 24), hour => Assert.Equal(day[hour], read[hour]));
                },
                iter: Cases.Count / 4
            );

    [Fact]
    public void A_sum_of_what_is_written_is_the_merge_of_what_is_read_by_hours_and_by_days() =>
        Gen.Select(RollupGen.Runs.Array[1, 3], RollupGen.Windows, Gen.Int[1, 23])
            .Sample(
                (days, maintenance, cut) =>
                {
                    DayRollup[] rollups = [.. days.Select(runs => RollupGen.Of(runs, Always, maintenance))];
                    Rollup Hours(Func<int, bool> which) =>
                        Rollup.Merge([
                            .. rollups
                                .SelectMany(day =>
                                    Enumerable.Range(0, 24).Where(which).Select(hour => day[hour]?.Rollup)
                                )
                                .OfType<Rollup>(),
                        ]);

                    var (before, after, whole) = (new RollupSum(), new RollupSum(), new RollupSum());
                    foreach (var day in rollups)
                    {
                        var total = day.Total.ToBytes();
                        Assert.True(DayRollup.TryAdd(total, day.ToBytes(), hour => hour < cut ? before : after));
                        Assert.True(whole.TryAdd(total));
                    }

                    Assert.Equal(Hours(hour => hour < cut), before.Take());
                    Assert.Equal(Hours(hour => hour >= cut), after.Take());
                    Assert.Equal(Hours(_ => true), whole.Take());
                    Assert.Equal(Rollup.Empty, whole.Take());
                }
            );

    [Fact]
    public void Damaged_bytes_are_refused_or_are_another_day_with_the_same_total() =>
        Gen.Select(RollupGen.Runs, RollupGen.Windows, Gen.Int[0, 5], Gen.Int)
            .Sample(
                (runs, maintenance, damages, seed) =>
                {
                    var random = new Random(seed);
                    var total = RollupGen.Of(runs, Always, maintenance).Total;
                    var bytes = RollupGen.Of(runs, Always, maintenance).ToBytes();
                    if (bytes.Length == 0)
                        return;

                    for (; damages > 0; damages--)
                        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));

                    bytes = random.Next(3) switch
                    {
                        0 => bytes[..random.Next(bytes.Length)],
                        1 => [.. bytes, (byte)random.Next(256)],
                        _ => bytes,
                    };

                    if (DayRollup.TryParse(total, bytes, out var day))
                        Assert.Equal(total, day.Total);
                },
                iter: Cases.Count
            );

    [Fact]
    public void Noise_is_refused_or_read_and_nothing_else() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Byte.Array[0, 200], RollupGen.Runs)
            .Sample(
                (bytes, more, runs) =>
                {
                    if (Rollup.TryParse(bytes, out var total))
                    {
                        Assert.Equal(bytes, total.ToBytes());
                        DayRollup.TryParse(total, more, out _);
                    }

                    var known = RollupGen.Of(runs, Always, []).Total;
                    if (DayRollup.TryParse(known, more, out var day))
                        Assert.Equal(known, day.Total);
                },
                iter: Cases.Count
            );

    [Fact]
    public void Every_measurement_that_is_shown_is_kept() =>
        Assert.All(
            RolledMeasurements.Latency.Concat(RolledMeasurements.Quality),
            name => Assert.Contains(name, RolledMeasurements.All)
        );

    private const long Minute = 60_000_000;

    private static Instant At(int minute) => RollupGen.Day + TimeSpan.FromMinutes(minute);

    private static RolledRun Run(int minute, Outcome outcome, double rtt) =>
        new(
            At(minute),
            Trigger.Schedule,
            outcome,
            outcome == Outcome.Up ? null : Reason.Timeout,
            TimeSpan.FromSeconds(0.2),
            [new Measurement(MeasurementNames.RttSeconds, rtt), new Measurement(MeasurementNames.StatusCode, 200)]
        );

    private static RolledRun Call(int minute, Outcome outcome, double conforming) =>
        Run(minute, outcome, 0.1) with
        {
            Measurements = [new Measurement(MeasurementNames.Conforming, conforming)],
        };
}
