using Ringback.Api.Pages;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Rollups;
using Ringback.Store.Reads;

namespace Ringback.Api.Endpoints;

/// <summary>What a query for distributions asks, as it came.</summary>
internal readonly record struct DistributionQuery(string Id, PeriodText Period, string? Region, string? Resolution);

/// <param name="Coverage">Of the target over the piece, whatever the region; null where all of it is maintenance.</param>
internal sealed record DistributionPiece(Window Window, decimal? Coverage, Rollup Rollup);

/// <param name="Series">In order; null where no resolution was asked for.</param>
internal sealed record Distribution(
    TargetRow Target,
    Instant AsOf,
    string Zone,
    DistributionPiece Whole,
    IReadOnlyList<DistributionPiece>? Series
);

/// <summary>Rollups of a target for the endpoints that show them, with the coverage of the same windows.</summary>
internal sealed class DistributionSource(
    TargetReads targets,
    RollupReads rollups,
    TimelineReads timelines,
    WatermarkReads watermarks,
    ReportZone report,
    TimeProvider time
)
{
    private static readonly TimeSpan Usual = TimeSpan.FromDays(30);

    /// <param name="errors">Gets every wrong parameter; what is returned then means nothing.</param>
    /// <returns>Null where there has never been such a target.</returns>
    public async Task<Distribution?> ReadAsync(DistributionQuery query, QueryErrors errors, CancellationToken cancel)
    {
        var now = Instant.Now(time);
        errors.RefuseUnlessId("region", query.Region);
        var asked = QueryPeriod.Read(query.Period, Usual, await report.ReadAsync(cancel), now, errors);
        var pieces = Resolution.CutAtHours(query.Resolution, asked, errors);
        if (errors.Any || await targets.FindAsync(query.Id, now, cancel) is not { } target)
            return null;

        // Of the hour that is not over nothing is known beyond now.
        pieces = [.. pieces.Where(p => p.From < now).Select(p => p with { To = Instant.Min(p.To, now) })];
        var window =
            pieces.Count == 0
                ? asked.Window with
                {
                    To = asked.Window.From,
                }
                : new Window(pieces[0].From, pieces[^1].To);
        var asOf = (await watermarks.ReadAsync([target.Number], now, cancel))[target.Number];
        var verdicts = (await timelines.ReadVerdictsAsync([target.Number], window, cancel))[target.Number];
        var parts = await rollups.ReadAsync(target.Number, query.Region, pieces, cancel);
        return new Distribution(
            target,
            asOf,
            asked.Zone.Id,
            Piece(window, Rollup.Merge(parts)),
            query.Resolution is null ? null : [.. pieces.Zip(parts, Piece)]
        );

        DistributionPiece Piece(Window piece, Rollup rollup) =>
            new(piece, Availability.Of(verdicts, target.Lifetimes, piece, asOf).Coverage?.Floor(9), rollup);
    }
}
