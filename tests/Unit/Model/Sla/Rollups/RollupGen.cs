using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla.Rollups;

namespace Ringback.Tests.Unit.Model.Sla.Rollups;

/// <summary>Runs of one day, each identity once.</summary>
internal static class RollupGen
{
    public static readonly Instant Day = Instant.From(new DateTimeOffset(2026, 10, 5, 0, 0, 0, TimeSpan.Zero));

    private static readonly Gen<Measurement> MeasurementGen = Gen.Select(
        Gen.OneOf(
            MeasurementNames.RttSeconds,
            MeasurementNames.CallDelaySeconds,
            MeasurementNames.LossRatio,
            MeasurementNames.Mos,
            MeasurementNames.StatusCode
        ),
        Numbers.Figure,
        (name, value) => new Measurement(name, value)
    );

    private static readonly Gen<RolledRun> RunGen = Gen.Select(
        Gen.Int[-10, (24 * 6) + 10],
        Gen.Frequency((8, Trigger.Schedule), (1, Trigger.Confirm), (1, Trigger.Manual)),
        Gen.Enum<Outcome>(),
        Gen.OneOf(Reason.Timeout, Reason.DelayExceeded, Reason.VantageOffline),
        MeasurementGen.Array[0, 3],
        Gen.Int[0, 2],
        (slot, trigger, outcome, reason, measurements, conforming) =>
            new RolledRun(
                Day + TimeSpan.FromMinutes(10 * slot),
                trigger,
                outcome,
                outcome == Outcome.Up ? null : reason,
                TimeSpan.FromMilliseconds(20 + slot),
                [
                    .. measurements.DistinctBy(each => each.Name),
                    .. conforming == 2 ? [] : new[] { new Measurement(MeasurementNames.Conforming, conforming) },
                ]
            )
    );

    public static readonly Gen<RolledRun[]> Runs = RunGen
        .Array[0, 80]
        .Select(runs => runs.DistinctBy(run => (run.ScheduledAt, run.Trigger)).ToArray());

    /// <summary>Within the day, at whole minutes.</summary>
    public static readonly Gen<Ringback.Model.Sla.Window[]> Windows = Gen.Select(
        Gen.Int[0, 24 * 60],
        Gen.Int[1, 200],
        (from, length) =>
            new Ringback.Model.Sla.Window(Day + TimeSpan.FromMinutes(from), Day + TimeSpan.FromMinutes(from + length))
    ).Array[0, 3];

    public static DayRollup Of(
        IEnumerable<RolledRun> runs,
        IReadOnlyList<Ringback.Model.Sla.Window> watched,
        IReadOnlyList<Ringback.Model.Sla.Window> maintenance
    ) =>
        Enumerable
            .Range(0, 24)
            .Aggregate(
                DayRollup.Empty,
                (day, hour) => day.With(hour, HourRollup.Of(Day + TimeSpan.FromHours(hour), runs, watched, maintenance))
            );
}
