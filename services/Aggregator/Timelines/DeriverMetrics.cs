using System.Diagnostics.Metrics;

namespace Ringback.Aggregator.Timelines;

internal sealed class DeriverMetrics
{
    private readonly Counter<long> _derived;
    private readonly Counter<long> _broken;
    private readonly Histogram<double> _duration;

    public DeriverMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Telemetry.MeterName);
        _derived = meter.CreateCounter<long>("ringback.deriver.targets", "{target}", "Targets derived.");
        _broken = meter.CreateCounter<long>(
            "ringback.deriver.broken",
            "{target}",
            "Targets that could not be derived."
        );
        _duration = meter.CreateHistogram<double>(
            "ringback.deriver.duration",
            "s",
            "Of one transaction.",
            tags: null,
            advice: Telemetry.Durations
        );
    }

    public void Derived(int targets, TimeSpan duration)
    {
        _derived.Add(targets);
        _duration.Record(duration.TotalSeconds);
    }

    public void Broke() => _broken.Add(1);
}
