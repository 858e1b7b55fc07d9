using Ringback.Api.Exports;
using Ringback.Model;

namespace Ringback.Api.Endpoints.Tables;

/// <summary>A row for the window, or one for each piece where it is cut.</summary>
internal static class AvailabilityTable
{
    public sealed record Row(string Target, Instant AsOf, AvailabilityPiece Piece);

    public static readonly Table<Row> Columns = new Table<Row>("availability", [])
        .Text("target", row => row.Target)
        .At("from", row => row.Piece.From)
        .At("to", row => row.Piece.To)
        .At("as_of", row => row.AsOf)
        .Exact("availability", row => row.Piece.Availability)
        .Exact("coverage", row => row.Piece.Coverage)
        .Exact("measured_seconds", row => row.Piece.MeasuredSeconds)
        .Exact("up_seconds", row => row.Piece.UpSeconds)
        .Exact("degraded_seconds", row => row.Piece.DegradedSeconds)
        .Exact("partial_seconds", row => row.Piece.PartialSeconds)
        .Exact("down_seconds", row => row.Piece.DownSeconds)
        .Exact("unknown_seconds", row => row.Piece.UnknownSeconds)
        .Exact("maintenance_seconds", row => row.Piece.MaintenanceSeconds);

    public static IEnumerable<Row> Rows(AvailabilityAnswer answer) =>
        (answer.Series ?? [Whole(answer)]).Select(piece => new Row(answer.Target, answer.AsOf, piece));

    private static AvailabilityPiece Whole(AvailabilityAnswer answer) =>
        new(
            answer.From,
            answer.To,
            answer.Availability,
            answer.Coverage,
            answer.MeasuredSeconds,
            answer.UpSeconds,
            answer.DegradedSeconds,
            answer.PartialSeconds,
            answer.DownSeconds,
            answer.UnknownSeconds,
            answer.MaintenanceSeconds
        );
}
