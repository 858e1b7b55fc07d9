namespace Ringback.Aggregator;

internal static class Telemetry
{
    public const string MeterName = "Ringback.Aggregator";
}
