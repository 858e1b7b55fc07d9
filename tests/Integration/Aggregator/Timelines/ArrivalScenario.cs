using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Aggregator.Timelines;

/// <param name="Late">By how many minutes it comes late.</param>
internal sealed record ArrivingRun(string Region, int Minute, bool IsConfirm, Outcome Outcome, int Late);

/// <summary>Runs around a change of settings, regions and maintenance, and how they arrive.</summary>
internal sealed record ArrivalScenario(
    IReadOnlyList<ArrivingRun> Runs,
    TargetSettings Before,
    TargetSettings Changed,
    int ChangeAt,
    int MaintenanceAt,
    int MovedTo,
    int Chunk,
    int After,
    IReadOnlyList<string> Stay
)
{
    public const int Minutes = 40;

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(place => values[place]);

    private static readonly Gen<TargetSettings> GenSettings = Gen.Select(
        Gen.Int[1, 3],
        Gen.Int[1, 2],
        OneOf(Quorum.Majority, Quorum.Any, Quorum.All),
        Gen.Int[1, 2],
        (failures, successes, quorum, minutes) =>
            new TargetSettings(
                TimeSpan.FromMinutes(minutes),
                TimeSpan.FromSeconds(5),
                new Confirmation(failures, successes),
                quorum
            )
    );

    private static readonly Gen<ArrivingRun> GenRun = Gen.Select(
        OneOf(Samples.Regions),
        Gen.Int[1, Minutes - 1],
        Gen.Frequency((6, Gen.Const(false)), (1, Gen.Const(true))),
        Gen.Frequency(
            (4, Gen.Const(Outcome.Up)),
            (1, Gen.Const(Outcome.Degraded)),
            (4, Gen.Const(Outcome.Down)),
            (1, Gen.Const(Outcome.Unknown))
        ),
        Gen.Frequency((3, Gen.Const(0)), (1, Gen.Int[1, 30])),
        (region, minute, isConfirm, outcome, late) => new ArrivingRun(region, minute, isConfirm, outcome, late)
    );

    public static readonly Gen<ArrivalScenario> Any = Gen.Select(
        GenRun.List[0, 120],
        GenSettings,
        GenSettings,
        Gen.Int[5, 30],
        Gen.Select(Gen.Int[1, 30], Gen.Int[1, 30], Gen.Bool),
        Gen.Int[1, 30],
        Gen.Int[0, 6],
        Gen.Int[1, 3],
        (runs, before, changed, changeAt, maintenance, chunk, after, stay) =>
            new ArrivalScenario(
                [.. runs.DistinctBy(run => (run.Region, run.Minute, run.IsConfirm))],
                before,
                changed,
                changeAt,
                maintenance.Item1,
                maintenance.Item3 ? maintenance.Item2 : maintenance.Item1,
                chunk,
                after,
                [.. Samples.Regions.Take(stay)]
            )
    );
}
