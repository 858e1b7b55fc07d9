using System.Collections.Frozen;

namespace Ringback.Model.Results;

/// <summary>The video's figures in a call that has a voice too: each as the voice's is called, behind <c>video_</c>.</summary>
/// <remarks>A call of one medium has the plain names alone, also where that medium is video.</remarks>
public static class VideoMeasurementNames
{
    private static readonly string[] Plain =
    [
        MeasurementNames.PacketsSent,
        MeasurementNames.PacketsReceived,
        MeasurementNames.PacketsLost,
        MeasurementNames.PacketsDuplicated,
        MeasurementNames.PacketsReordered,
        MeasurementNames.PacketsDiscarded,
        MeasurementNames.LossRatio,
        MeasurementNames.LossLowerRatio,
        MeasurementNames.LossUpperRatio,
        MeasurementNames.DiscardRatio,
        MeasurementNames.EffectiveLossRatio,
        MeasurementNames.InterarrivalJitterSeconds,
        MeasurementNames.InterarrivalJitterMaxSeconds,
        MeasurementNames.DelayVariationP95Seconds,
        MeasurementNames.DelayVariationP99Seconds,
        MeasurementNames.CallDelaySeconds,
        MeasurementNames.CallDelayMinSeconds,
        MeasurementNames.CallDelayMaxSeconds,
        MeasurementNames.LegDelayEstimateSeconds,
        MeasurementNames.BurstRatio,
        MeasurementNames.OfferedBitsPerSecond,
        MeasurementNames.ReceivedBitsPerSecond,
        MeasurementNames.SendLatenessP99Seconds,
        MeasurementNames.SendLatenessMaxSeconds,
        MeasurementNames.UplinkLossRatio,
        MeasurementNames.DownlinkLossRatio,
        MeasurementNames.FarEndJitterSeconds,
        MeasurementNames.RtcpRttSeconds,
        MeasurementNames.RtcpReports,
        MeasurementNames.ReceivedDscp,
        MeasurementNames.OutwardCallDelaySeconds,
        MeasurementNames.HomewardCallDelaySeconds,
        MeasurementNames.OutwardLossRatio,
        MeasurementNames.HomewardLossRatio,
        MeasurementNames.LocalPort,
        MeasurementNames.RemotePort,
        MeasurementNames.CalleeLocalPort,
        MeasurementNames.CalleeRemotePort,
        MeasurementNames.EchoReflected,
        MeasurementNames.PayloadType,
        MeasurementNames.MediaHeld,
    ];

    /// <summary>Those that came later.</summary>
    private static readonly string[] Added = [MeasurementNames.PacketsWithheld];

    private static readonly FrozenDictionary<string, string> Names = Plain
        .Concat(Added)
        .ToFrozenDictionary(name => name, name => "video_" + name);

    /// <summary>They stand in <see cref="MeasurementNames.All"/> one after the other; one that came later is appended there.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Plain.Select(Of)];

    /// <exception cref="KeyNotFoundException">The video has no such figure.</exception>
    public static string Of(string name) => Names[name];
}
