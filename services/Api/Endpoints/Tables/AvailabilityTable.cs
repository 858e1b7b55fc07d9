using Ringback.Api.Exports;
using Ringback.Model;

namespace Ringback.Api.Endpoints.Tables;

/// <summary>A row for the window, or one for each piece where it is cut.</summary>
internal static class AvailabilityTable
{
    public sealed record Row(string Target, Instant AsOf, AvailabilityPiece Piece);

    public static readonly Table<Row> Columns = new Table<Row>("availability", [])
        .Text("target", row => row.Target)
        .Time(row => row.Piece, row => row.AsOf);

    /// <summary>The columns of a piece of time, whosever it is.</summary>
    public static Table<T> Time<T>(this Table<T> table, Func<T, AvailabilityPiece> piece, Func<T, Instant> asOf) =>
        table
            .At("from", row => piece(row).From)
            .At("to", row => piece(row).To)
            .At("as_of", row => asOf(row))
            .Exact("availability", row => piece(row).Availability)
            .Exact("coverage", row => piece(row).Coverage)
            .Exact("measured_seconds", row => piece(row).MeasuredSeconds)
            .Exact("up_seconds", row => piece(row).UpSeconds)
            .Exact("degraded_seconds", row => piece(row).DegradedSeconds)
            .Exact("partial_seconds", row => piece(row).PartialSeconds)
            .Exact("down_seconds", row => piece(row).DownSeconds)
            .Exact("unknown_seconds", row => piece(row).UnknownSeconds)
            .Exact("maintenance_seconds", row => piece(row).MaintenanceSeconds);

    public static IEnumerable<Row> Rows(AvailabilityAnswer answer) =>
        (answer.Series ?? [AvailabilityPiece.Of(answer)]).Select(piece => new Row(answer.Target, answer.AsOf, piece));
}
