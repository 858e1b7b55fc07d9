using Ringback.Api.Exports;
using Ringback.Model;

namespace Ringback.Api.Endpoints.Tables;

/// <summary>
/// Rollups: a row for each measurement of the window, or of each piece where it is cut; its counts are said again in each of them. One
/// without any measurement has a row of counts alone.
/// </summary>
internal static class DistributionTables
{
    public sealed record Row<TPiece>(
        string Target,
        string? Region,
        Instant AsOf,
        TPiece Piece,
        string? Measurement,
        PercentilesAnswer? Percentiles
    );

    public static readonly Table<Row<LatencyPiece>> Latency = Percentiles(
        Where<LatencyPiece>("latency", piece => piece.From, piece => piece.To)
            .Exact("success_ratio", row => row.Piece.SuccessRatio)
            .Exact("coverage", row => row.Piece.Coverage)
            .Whole("scheduled_runs", row => row.Piece.Runs.Scheduled)
            .Whole("up_runs", row => row.Piece.Runs.Up)
            .Whole("degraded_runs", row => row.Piece.Runs.Degraded)
            .Whole("down_runs", row => row.Piece.Runs.Down)
            .Whole("unknown_runs", row => row.Piece.Runs.Unknown)
            .Whole("valid_runs", row => row.Piece.Runs.Valid)
            .Whole("good_runs", row => row.Piece.Runs.Good)
    );

    public static readonly Table<Row<QualityPiece>> Quality = Percentiles(
        Where<QualityPiece>("quality", piece => piece.From, piece => piece.To)
            .Exact("call_quality", row => row.Piece.CallQuality)
            .Exact("coverage", row => row.Piece.Coverage)
            .Whole("completed_calls", row => row.Piece.CompletedCalls)
            .Whole("conforming_calls", row => row.Piece.ConformingCalls)
    );

    public static IEnumerable<Row<LatencyPiece>> Rows(LatencyAnswer answer) =>
        (
            answer.Series
            ?? [new(answer.From, answer.To, answer.SuccessRatio, answer.Coverage, answer.Runs, answer.Percentiles)]
        ).SelectMany(piece => Rows(answer.Target, answer.Region, answer.AsOf, piece, piece.Percentiles));

    public static IEnumerable<Row<QualityPiece>> Rows(QualityAnswer answer) =>
        (
            answer.Series
            ??
            [
                new(
                    answer.From,
                    answer.To,
                    answer.CallQuality,
                    answer.Coverage,
                    answer.CompletedCalls,
                    answer.ConformingCalls,
                    answer.Percentiles
                ),
            ]
        ).SelectMany(piece => Rows(answer.Target, answer.Region, answer.AsOf, piece, piece.Percentiles));

    private static IEnumerable<Row<TPiece>> Rows<TPiece>(
        string target,
        string? region,
        Instant asOf,
        TPiece piece,
        IReadOnlyDictionary<string, PercentilesAnswer> percentiles
    ) =>
        percentiles.Count == 0
            ? [new(target, region, asOf, piece, null, null)]
            : percentiles.Select(each => new Row<TPiece>(target, region, asOf, piece, each.Key, each.Value));

    private static Table<Row<TPiece>> Where<TPiece>(
        string name,
        Func<TPiece, Instant> from,
        Func<TPiece, Instant> to
    ) =>
        new Table<Row<TPiece>>(name, [])
            .Text("target", row => row.Target)
            .Text("region", row => row.Region)
            .At("from", row => from(row.Piece))
            .At("to", row => to(row.Piece))
            .At("as_of", row => row.AsOf);

    private static Table<Row<TPiece>> Percentiles<TPiece>(Table<Row<TPiece>> table) =>
        table
            .Text("measurement", row => row.Measurement)
            .Whole("count", row => row.Percentiles?.Count)
            .Real("p50", row => row.Percentiles?.P50)
            .Real("p90", row => row.Percentiles?.P90)
            .Real("p95", row => row.Percentiles?.P95)
            .Real("p99", row => row.Percentiles?.P99);
}
