using Ringback.Api.Pages;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Rollups;
using Ringback.Store.Reads;

namespace Ringback.Api.Endpoints;

/// <summary>What a query for distributions asks, as it came.</summary>
internal readonly record struct DistributionQuery(string Id, PeriodText Period, string? Region, string? Resolution)
{
    // What the document says of these parameters.
    public const string StartChoice =
        "Start of the window, RFC 3339 with an offset, moved back to a full hour; 30 days before 'to' where left out";
    public const string EndChoice = "End of the window, exclusive, moved on to a full hour; now where left out";
    public const string RegionChoice = "Id of a region; all of them together where left out";
    public const string ResolutionChoice = "Cuts the window into hours, or days or months of the zone";
}

/// <param name="Coverage">Of the target over the piece, whatever the region; null where all of it is maintenance.</param>
internal sealed record DistributionPiece(Window Window, decimal? Coverage, Rollup Rollup);

/// <param name="Series">In order; null where no resolution was asked for.</param>
internal sealed record Distribution(
    TargetTimeline Target,
    string Zone,
    DistributionPiece Whole,
    IReadOnlyList<DistributionPiece>? Series
);

/// <summary>Rollups of a target for the endpoints that show them, with the coverage of the same windows.</summary>
internal sealed class DistributionSource(TargetTimelineReads targets, RollupReads rollups, TimeProvider time)
{
    private static readonly TimeSpan Usual = TimeSpan.FromDays(30);

    /// <param name="errors">Gets every wrong parameter; what is returned then means nothing.</param>
    /// <returns>Null where there has never been such a target.</returns>
    public async Task<Distribution?> ReadAsync(DistributionQuery query, QueryErrors errors, CancellationToken cancel)
    {
        var now = Instant.Now(time);
        errors.RefuseUnlessId("region", query.Region);
        var widest = QueryPeriod.ReadWidest(query.Period, Usual, now, errors);
        var target = errors.Any
            ? null
            : await targets.FindAsync(
                query.Id,
                WholeHours(widest with { To = Instant.Min(widest.To, now) }),
                now,
                cancel
            );
        var asked = QueryPeriod.Read(query.Period, Usual, ReportZone.Of(target?.Zone), now, errors);
        var pieces = Resolution.CutAtHours(query.Resolution, asked, errors);
        if (errors.Any || target is null)
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
        var parts = await rollups.ReadAsync(target.Number, query.Region, pieces, cancel);
        return new Distribution(
            target,
            asked.Zone.Id,
            new DistributionPiece(window, Times([window])[0].Coverage?.Floor(9), Rollup.Merge(parts)),
            query.Resolution is null
                ? null
                :
                [
                    .. pieces
                        .Zip(Times(pieces), parts)
                        .Select(p => new DistributionPiece(p.First, p.Second.Coverage?.Floor(9), p.Third)),
                ]
        );

        Availability[] Times(IReadOnlyList<Window> windows) =>
            Availability.OfEach(target.Verdicts, target.Lifetimes, windows, target.AsOf);
    }

    private static Window WholeHours(Window window) =>
        new(window.From.HourStart, window.To.HourStart + HourRollup.Length);
}
