using Ringback.Model;
using Ringback.Model.Results;

namespace Ringback.Store.Results;

/// <summary>A result under its key in the ledger.</summary>
internal sealed record ResultRow(int Target, short Region, ProbeResult Result)
{
    /// <summary>
    /// The order in which every writer takes locks, so that two of them wait for one another instead of deadlocking: by day
    /// first, because a COPY fills one partition after the other.
    /// </summary>
    public static readonly Comparer<ResultRow> LockOrder = Comparer<ResultRow>.Create(
        (left, right) =>
            (Day(left), left.Target, left.Region, left.Slot, left.Result.Trigger).CompareTo(
                (Day(right), right.Target, right.Region, right.Slot, right.Result.Trigger)
            )
    );

    public Instant Slot => Result.ScheduledAt;

    public bool HasEvidence => Result.Detail is not null || Result.Evidence is not null;

    private static int Day(ResultRow row) => Partitions.DayOf(row.Slot).DayNumber;
}

/// <summary>Rows as parameters: an array a column.</summary>
internal static class ResultColumns
{
    /// <summary>Target, region, scheduled_at, trigger.</summary>
    public static object[] Keys(this IReadOnlyList<ResultRow> rows) =>
        [
            rows.Column(row => row.Target),
            rows.Column(row => row.Region),
            rows.Column(row => row.Slot),
            rows.Column(row => (short)row.Result.Trigger),
        ];

    public static TColumn[] Column<T, TColumn>(this IReadOnlyList<T> rows, Func<T, TColumn> of)
    {
        var column = new TColumn[rows.Count];
        for (var i = 0; i < column.Length; i++)
            column[i] = of(rows[i]);

        return column;
    }
}
