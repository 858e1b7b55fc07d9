using System.Text.Json.Serialization;
using Ringback.Api.Answers;
using Ringback.Model;
using Ringback.Model.Sla.Rollups;

namespace Ringback.Api.Endpoints;

/// <param name="From">Start of the window that was used: the one asked for, from a full hour on.</param>
/// <param name="To">Its end: a full hour too, or now.</param>
/// <param name="AsOf">Up to when data is complete; runs after it that are here already count.</param>
/// <param name="Zone">IANA zone of days and months.</param>
/// <param name="Region">Whose runs; null where all regions' together.</param>
/// <param name="SuccessRatio">good / valid, floored to 9 decimals; null where no run was valid. Not time-based availability.</param>
/// <param name="Coverage">Share of the target's time outside maintenance whose verdict is known, floored to 9 decimals.</param>
/// <param name="Percentiles">By measurement, those that were measured.</param>
internal sealed record LatencyAnswer(
    string Target,
    Instant From,
    Instant To,
    Instant AsOf,
    string Zone,
    string? Region,
    decimal? SuccessRatio,
    decimal? Coverage,
    RunsAnswer Runs,
    IReadOnlyDictionary<string, PercentilesAnswer> Percentiles
) : ISettled
{
    /// <summary>The window in pieces; null where no resolution was asked for.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<LatencyPiece>? Series { get; init; }

    /// <summary>Beyond its end nothing of the window moves.</summary>
    public object Settled() => AsOf <= To ? this : this with { AsOf = To };

    public static LatencyAnswer Of(Distribution distribution, string? region)
    {
        var whole = LatencyPiece.Of(distribution.Whole);
        return new LatencyAnswer(
            distribution.Target.Id,
            whole.From,
            whole.To,
            distribution.Target.AsOf,
            distribution.Zone,
            region,
            whole.SuccessRatio,
            whole.Coverage,
            whole.Runs,
            whole.Percentiles
        )
        {
            Series = distribution.Series is { } series ? [.. series.Select(LatencyPiece.Of)] : null,
        };
    }
}

internal sealed record LatencyPiece(
    Instant From,
    Instant To,
    decimal? SuccessRatio,
    decimal? Coverage,
    RunsAnswer Runs,
    IReadOnlyDictionary<string, PercentilesAnswer> Percentiles
)
{
    public static LatencyPiece Of(DistributionPiece piece) =>
        new(
            piece.Window.From,
            piece.Window.To,
            piece.Rollup.Counts.SuccessRatio?.Floor(9),
            piece.Coverage,
            RunsAnswer.Of(piece.Rollup),
            PercentilesAnswer.Of(piece.Rollup, RolledMeasurements.Latency)
        );
}
