using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Results.Packing;
using Ringback.Store.Timelines;

namespace Ringback.Store.Results;

/// <summary>A view's packed day as it is read.</summary>
/// <param name="Measured">Null where only what is judged was read.</param>
internal sealed record PackedRow(DateOnly Day, byte[] Judged, byte[]? Measured)
{
    private static readonly TimeSpan Length = TimeSpan.FromDays(1);

    public Instant Start => StartOf(Day);

    public Window Window => new(Start, Start + Length);

    public static Instant StartOf(DateOnly day) =>
        Instant.From(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero));

    /// <summary>Day, judged and, where it is whole, measured, from a column on.</summary>
    public static PackedRow Read(NpgsqlDataReader row, int column, bool whole) =>
        new(
            row.GetFieldValue<DateOnly>(column),
            row.GetFieldValue<byte[]>(column + 1),
            whole ? row.GetFieldValue<byte[]>(column + 2) : null
        );

    /// <summary>First and last day of windows, as parameters.</summary>
    public static object[] Days(IReadOnlyList<(View View, Window Window)> windows) =>
        [
            windows.Column(each => DayOf(each.Window.From)),
            windows.Column(each => DayOf(new Instant(Math.Max(each.Window.To.Microseconds, long.MinValue + 1) - 1))),
        ];

    /// <summary>Without starts and bodies where they were not read.</summary>
    /// <exception cref="InvalidDataException">What is stored is damaged.</exception>
    public List<StoredRun> Runs() =>
        Measured is { } measured
            ? new PackedDay(Judged, measured).Unpack(Start)
            :
            [
                .. PackedDay
                    .UnpackJudged(Start, Judged)
                    .Select(run => new StoredRun(run.Slot, run.Trigger, run.Outcome, run.Reason, default, [])),
            ];

    private static DateOnly DayOf(Instant instant)
    {
        var (least, most) = (StartOf(DateOnly.MinValue), StartOf(DateOnly.MaxValue));
        return Partitions.DayOf(Instant.Max(least, Instant.Min(most, instant)));
    }
}
