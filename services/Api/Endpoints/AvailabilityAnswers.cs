using System.Text.Json.Serialization;
using Ringback.Api.Answers;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Reads;

namespace Ringback.Api.Endpoints;

/// <summary>Time by verdict, as answers tell it of a target, a component or a piece of either.</summary>
internal interface ITimeByVerdict
{
    Instant From { get; }
    Instant To { get; }
    decimal? Availability { get; }
    decimal? Coverage { get; }
    decimal MeasuredSeconds { get; }
    decimal UpSeconds { get; }
    decimal DegradedSeconds { get; }
    decimal PartialSeconds { get; }
    decimal DownSeconds { get; }
    decimal UnknownSeconds { get; }
    decimal MaintenanceSeconds { get; }
}

/// <param name="From">Start of what counted: the window clipped to the target's lifetime.</param>
/// <param name="To">End of what counted: the window clipped to the lifetime and to <c>as_of</c>.</param>
/// <param name="AsOf">Up to when data is complete.</param>
/// <param name="Availability">(measured − down) / measured, floored to 9 decimals; null where nothing was measured.</param>
/// <param name="Coverage">Share of the time outside maintenance whose verdict is known, floored to 9 decimals.</param>
/// <param name="MeasuredSeconds">Exact; likewise the next ones. partial and degraded are available time.</param>
internal sealed record AvailabilityAnswer(
    string Target,
    Instant From,
    Instant To,
    Instant AsOf,
    decimal? Availability,
    decimal? Coverage,
    decimal MeasuredSeconds,
    decimal UpSeconds,
    decimal DegradedSeconds,
    decimal PartialSeconds,
    decimal DownSeconds,
    decimal UnknownSeconds,
    decimal MaintenanceSeconds
) : ITimeByVerdict
{
    /// <summary>The window in pieces; null where no resolution was asked for.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<AvailabilityPiece>? Series { get; init; }

    public static AvailabilityAnswer Of(TargetMark target, Window window, Availability figure)
    {
        var counted = target.Counted(window);
        return new AvailabilityAnswer(
            target.Id,
            counted.Count == 0 ? window.From : counted[0].From,
            counted.Count == 0 ? window.From : counted[^1].To,
            target.AsOf,
            figure.Ratio?.Floor(9),
            figure.Coverage?.Floor(9),
            ExactSeconds.Of(figure.Measured),
            ExactSeconds.Of(figure.Up),
            ExactSeconds.Of(figure.Degraded),
            ExactSeconds.Of(figure.Partial),
            ExactSeconds.Of(figure.Down),
            ExactSeconds.Of(figure.Unknown),
            ExactSeconds.Of(figure.Maintenance)
        );
    }
}

/// <summary>One piece of the window: the same figures for it alone.</summary>
/// <param name="From">Start of the piece, whether or not the target was alive; its seconds count what of it did.</param>
/// <param name="To">End of the piece, exclusive.</param>
internal sealed record AvailabilityPiece(
    Instant From,
    Instant To,
    decimal? Availability,
    decimal? Coverage,
    decimal MeasuredSeconds,
    decimal UpSeconds,
    decimal DegradedSeconds,
    decimal PartialSeconds,
    decimal DownSeconds,
    decimal UnknownSeconds,
    decimal MaintenanceSeconds
)
{
    public static AvailabilityPiece Of(Window piece, Availability figure) =>
        new(
            piece.From,
            piece.To,
            figure.Ratio?.Floor(9),
            figure.Coverage?.Floor(9),
            ExactSeconds.Of(figure.Measured),
            ExactSeconds.Of(figure.Up),
            ExactSeconds.Of(figure.Degraded),
            ExactSeconds.Of(figure.Partial),
            ExactSeconds.Of(figure.Down),
            ExactSeconds.Of(figure.Unknown),
            ExactSeconds.Of(figure.Maintenance)
        );

    /// <summary>Of a window that is not cut, the whole of it.</summary>
    public static AvailabilityPiece Of(ITimeByVerdict whole) =>
        new(
            whole.From,
            whole.To,
            whole.Availability,
            whole.Coverage,
            whole.MeasuredSeconds,
            whole.UpSeconds,
            whole.DegradedSeconds,
            whole.PartialSeconds,
            whole.DownSeconds,
            whole.UnknownSeconds,
            whole.MaintenanceSeconds
        );
}

/// <param name="AsOf">Up to when the data of every one of them is complete.</param>
/// <param name="Zone">IANA zone that a period was read in.</param>
internal sealed record AvailabilitiesAnswer(
    Instant From,
    Instant To,
    string Zone,
    Instant AsOf,
    IReadOnlyList<AvailabilityAnswer> Targets
) : ISettled
{
    /// <summary>Beyond its end nothing of the window moves.</summary>
    public object Settled() =>
        this with
        {
            AsOf = Instant.Min(AsOf, To),
            Targets = [.. Targets.Select(each => each with { AsOf = Instant.Min(each.AsOf, To) })],
        };
}
