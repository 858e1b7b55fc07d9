using System.Collections.Frozen;
using Ringback.Model.Results;

namespace Ringback.Model.Sla.Rollups;

/// <summary>The closed list of what distributions are kept of. A place in <see cref="All"/> is a stored number: append, never move.</summary>
public static class RolledMeasurements
{
    /// <summary>From start to outcome of a run that was answered (<c>up</c>, <c>degraded</c>): a result's own duration, every kind has it.</summary>
    public const string DurationSeconds = "duration_seconds";

    private static readonly string[] Video =
    [
        VideoMeasurementNames.Of(MeasurementNames.CallDelaySeconds),
        VideoMeasurementNames.Of(MeasurementNames.InterarrivalJitterSeconds),
        VideoMeasurementNames.Of(MeasurementNames.LossRatio),
    ];

    public static IReadOnlyList<string> All { get; } =
    [
        DurationSeconds,
        MeasurementNames.RttSeconds,
        MeasurementNames.PostDialDelaySeconds,
        MeasurementNames.SessionSetupSeconds,
        MeasurementNames.BindingRttSeconds,
        MeasurementNames.AllocateSeconds,
        MeasurementNames.RelayRttSeconds,
        MeasurementNames.RelayLossRatio,
        MeasurementNames.DelaySeconds,
        MeasurementNames.CallDelaySeconds,
        MeasurementNames.InterarrivalJitterSeconds,
        MeasurementNames.LossRatio,
        MeasurementNames.Mos,
        MeasurementNames.WidebandMos,
        .. Video,
    ];

    /// <summary>How long the target and the way to it take.</summary>
    public static IReadOnlyList<string> Latency { get; } =
    [
        DurationSeconds,
        MeasurementNames.RttSeconds,
        MeasurementNames.PostDialDelaySeconds,
        MeasurementNames.SessionSetupSeconds,
        MeasurementNames.BindingRttSeconds,
        MeasurementNames.AllocateSeconds,
        MeasurementNames.RelayRttSeconds,
        MeasurementNames.DelaySeconds,
    ];

    /// <summary>What a call is like.</summary>
    public static IReadOnlyList<string> Quality { get; } =
    [
        MeasurementNames.CallDelaySeconds,
        MeasurementNames.InterarrivalJitterSeconds,
        MeasurementNames.LossRatio,
        MeasurementNames.Mos,
        MeasurementNames.WidebandMos,
        MeasurementNames.RelayLossRatio,
        .. Video,
    ];

    private static readonly FrozenDictionary<string, int> Places = All.Index()
        .ToFrozenDictionary(each => each.Item, each => each.Index);

    internal static int? PlaceOf(string measurement) => Places.TryGetValue(measurement, out var place) ? place : null;
}
