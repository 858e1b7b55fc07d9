using System.Text.Json.Serialization;
using Ringback.Api.Answers;
using Ringback.Model;
using Ringback.Model.Sla.Rollups;

namespace Ringback.Api.Endpoints;

/// <param name="From">Start of the window that was used: the one asked for, from a full hour on.</param>
/// <param name="To">Its end: a full hour too, or now.</param>
/// <param name="AsOf">Up to when data is complete; calls after it that are here already count.</param>
/// <param name="Zone">IANA zone of days and months.</param>
/// <param name="Region">Whose calls; null where all regions' together.</param>
/// <param name="CallQuality">conforming / completed, floored to 9 decimals; null where no call was completed.</param>
/// <param name="Coverage">Share of the target's time outside maintenance whose verdict is known, floored to 9 decimals.</param>
/// <param name="CompletedCalls">Scheduled, outside maintenance, answered and judged.</param>
/// <param name="ConformingCalls">Of these those within the limits of delay, jitter, loss and bandwidth.</param>
/// <param name="Percentiles">By measurement, those that were measured. For a MOS, low is bad: p50 and less tell more than p99.</param>
internal sealed record QualityAnswer(
    string Target,
    Instant From,
    Instant To,
    Instant AsOf,
    string Zone,
    string? Region,
    decimal? CallQuality,
    decimal? Coverage,
    long CompletedCalls,
    long ConformingCalls,
    IReadOnlyDictionary<string, PercentilesAnswer> Percentiles
) : ISettled
{
    /// <summary>The window in pieces; null where no resolution was asked for.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<QualityPiece>? Series { get; init; }

    /// <summary>Beyond its end nothing of the window moves.</summary>
    public object Settled() => AsOf <= To ? this : this with { AsOf = To };

    public static QualityAnswer Of(Distribution distribution, string? region)
    {
        var whole = QualityPiece.Of(distribution.Whole);
        return new QualityAnswer(
            distribution.Target.Id,
            whole.From,
            whole.To,
            distribution.Target.AsOf,
            distribution.Zone,
            region,
            whole.CallQuality,
            whole.Coverage,
            whole.CompletedCalls,
            whole.ConformingCalls,
            whole.Percentiles
        )
        {
            Series = distribution.Series is { } series ? [.. series.Select(QualityPiece.Of)] : null,
        };
    }
}

internal sealed record QualityPiece(
    Instant From,
    Instant To,
    decimal? CallQuality,
    decimal? Coverage,
    long CompletedCalls,
    long ConformingCalls,
    IReadOnlyDictionary<string, PercentilesAnswer> Percentiles
)
{
    public static QualityPiece Of(DistributionPiece piece) =>
        new(
            piece.Window.From,
            piece.Window.To,
            piece.Rollup.Counts.CallQuality?.Floor(9),
            piece.Coverage,
            piece.Rollup.Counts.Completed,
            piece.Rollup.Counts.Conforming,
            PercentilesAnswer.Of(piece.Rollup, RolledMeasurements.Quality)
        );
}
