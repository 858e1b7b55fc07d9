using Ringback.Model.Results;

namespace Ringback.Model.Sla.Rollups;

/// <summary>How many runs of the <c>schedule</c> trigger came to what.</summary>
/// <param name="MaintenanceGood">Of <paramref name="Up"/> and <paramref name="Degraded"/>, those with a slot in maintenance.</param>
/// <param name="MaintenanceDown">Of <paramref name="Down"/>, those with a slot in maintenance.</param>
/// <param name="Completed">Calls that were answered and judged, outside maintenance.</param>
/// <param name="Conforming">Of <paramref name="Completed"/>, those within limits (semantics, "Voice quality").</param>
public readonly record struct RunCounts(
    long Up,
    long Degraded,
    long Down,
    long Unknown,
    long MaintenanceGood,
    long MaintenanceDown,
    long Completed,
    long Conforming
)
{
    public long Scheduled => checked(Up + Degraded + Down + Unknown);

    /// <summary>Not <c>unknown</c>, slot outside maintenance.</summary>
    public long Valid => Good + Down - MaintenanceDown;

    /// <summary>Of the valid ones those that were answered.</summary>
    public long Good => Up + Degraded - MaintenanceGood;

    /// <summary>Good / valid; null where no run was valid. Never mixed with time-based availability.</summary>
    public Ratio? SuccessRatio => Valid == 0 ? null : new Ratio(Good, Valid);

    /// <summary>Conforming / completed; null where no call was completed.</summary>
    public Ratio? CallQuality => Completed == 0 ? null : new Ratio(Conforming, Completed);

    /// <summary>A scheduled run counted once.</summary>
    public static RunCounts Of(RolledRun run, bool isInMaintenance)
    {
        var isDown = run.Outcome == Outcome.Down;
        var conforming =
            isInMaintenance || run.Outcome == Outcome.Unknown
                ? []
                : run.Measurements.Where(measurement => measurement.Name == MeasurementNames.Conforming).Take(1);
        return new RunCounts(
            run.Outcome == Outcome.Up ? 1 : 0,
            run.Outcome == Outcome.Degraded ? 1 : 0,
            isDown ? 1 : 0,
            run.Outcome == Outcome.Unknown ? 1 : 0,
            run.IsGood && isInMaintenance ? 1 : 0,
            isDown && isInMaintenance ? 1 : 0,
            conforming.Count(),
            conforming.Count(measurement => measurement.Value == 1)
        );
    }

    public static RunCounts operator +(RunCounts left, RunCounts right) =>
        checked(
            new(
                left.Up + right.Up,
                left.Degraded + right.Degraded,
                left.Down + right.Down,
                left.Unknown + right.Unknown,
                left.MaintenanceGood + right.MaintenanceGood,
                left.MaintenanceDown + right.MaintenanceDown,
                left.Completed + right.Completed,
                left.Conforming + right.Conforming
            )
        );

    /// <summary>In the order of the parameters.</summary>
    internal long[] ToArray() => [Up, Degraded, Down, Unknown, MaintenanceGood, MaintenanceDown, Completed, Conforming];

    /// <summary>False where a part is more than its whole.</summary>
    internal static bool TryOf(long[] all, out RunCounts counts)
    {
        counts = new(all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7]);
        return counts.MaintenanceGood <= counts.Up + counts.Degraded
            && counts.MaintenanceDown <= counts.Down
            && counts.Conforming <= counts.Completed;
    }

    internal void Write(BitWriter bits)
    {
        bits.WriteNatural(Up);
        bits.WriteNatural(Degraded);
        bits.WriteNatural(Down);
        bits.WriteNatural(Unknown);
        bits.WriteNatural(MaintenanceGood);
        bits.WriteNatural(MaintenanceDown);
        bits.WriteNatural(Completed);
        bits.WriteNatural(Completed - Conforming);
    }

    internal static bool TryRead(ref BitReader bits, out RunCounts counts)
    {
        counts = default;
        if (
            !bits.TryReadNatural(BitReader.MostCounted, out var up)
            || !bits.TryReadNatural(BitReader.MostCounted, out var degraded)
            || !bits.TryReadNatural(BitReader.MostCounted, out var down)
            || !bits.TryReadNatural(BitReader.MostCounted, out var unknown)
            || !bits.TryReadNatural(up + degraded, out var maintenanceGood)
            || !bits.TryReadNatural(down, out var maintenanceDown)
            || !bits.TryReadNatural(BitReader.MostCounted, out var completed)
            || !bits.TryReadNatural(completed, out var failing)
        )
        {
            return false;
        }

        counts = new(up, degraded, down, unknown, maintenanceGood, maintenanceDown, completed, completed - failing);
        return true;
    }
}
