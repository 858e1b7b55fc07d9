using System.Diagnostics.Metrics;

namespace Ringback.Aggregator;

internal static class Telemetry
{
    public const string MeterName = "Ringback.Aggregator";

    /// <summary>Of durations in seconds, from a transaction to an outage that the spool has bridged.</summary>
    public static InstrumentAdvice<double> Durations { get; } =
        new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600, 3600] };
}
