using Npgsql;
using Ringback.Model.Results;
using Ringback.Model.Sla.Rollups;
using Ringback.Store.Results.Packing;

namespace Ringback.Store;

/// <summary>Columns of which rollups are made, and in which they are stored.</summary>
internal static class RollupColumns
{
    /// <summary>Of a scheduled run: slot, outcome, reason and body, from <paramref name="column"/> on.</summary>
    public static RolledRun Run(NpgsqlDataReader row, int column)
    {
        var body = ResultBody.Unpack(row.GetFieldValue<byte[]>(column + 3));
        return new RolledRun(
            row.GetInstant(column),
            Trigger.Schedule,
            (Outcome)row.GetInt16(column + 1),
            row.IsDBNull(column + 2) ? null : (Reason)row.GetInt16(column + 2),
            body.Duration,
            body.Measurements
        );
    }

    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static DayRollup Day(NpgsqlDataReader row, int column) =>
        DayRollup.TryParse(row.GetFieldValue<byte[]>(column), out var day)
            ? day
            : throw new InvalidDataException("a day's rollup is damaged");

    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static Rollup Total(NpgsqlDataReader row, int column) =>
        Rollup.TryParse(row.GetFieldValue<byte[]>(column), out var total)
            ? total
            : throw new InvalidDataException("a day's total is damaged");
}
