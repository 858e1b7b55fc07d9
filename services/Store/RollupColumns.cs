using Npgsql;
using Ringback.Model.Sla.Rollups;
using Ringback.Store.Results;
using Ringback.Store.Results.Packing;

namespace Ringback.Store;

/// <summary>Columns of which rollups are made, and in which they are stored.</summary>
internal static class RollupColumns
{
    /// <exception cref="InvalidDataException">Its body is damaged.</exception>
    public static RolledRun Run(StoredRun run)
    {
        var body = ResultBody.Unpack(run.Body);
        return new RolledRun(run.Slot, run.Trigger, run.Outcome, run.Reason, body.Duration, body.Measurements);
    }

    /// <summary>Total and hours, from <paramref name="column"/> on.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static DayRollup Day(NpgsqlDataReader row, int column) =>
        Day(Total(row, column), row.GetFieldValue<byte[]>(column + 1));

    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static DayRollup Day(Rollup total, byte[] hours) =>
        DayRollup.TryParse(total, hours, out var day)
            ? day
            : throw new InvalidDataException("a day's rollup is damaged");

    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static Rollup Total(NpgsqlDataReader row, int column) =>
        Rollup.TryParse(row.GetFieldValue<byte[]>(column), out var total)
            ? total
            : throw new InvalidDataException("a day's total is damaged");
}
