using System.Diagnostics.Metrics;

namespace Ringback.Aggregator.Correlation;

internal sealed class CorrelatorMetrics
{
    private readonly Counter<long> _news;
    private readonly Counter<long> _broken;
    private readonly Histogram<double> _duration;

    public CorrelatorMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Telemetry.MeterName);
        _news = meter.CreateCounter<long>(
            "ringback.correlator.news",
            "{news}",
            "News of incidents and states that were correlated."
        );
        _broken = meter.CreateCounter<long>(
            "ringback.correlator.broken",
            "{subject}",
            "Targets and components whose news could not be correlated."
        );
        _duration = meter.CreateHistogram<double>(
            "ringback.correlator.duration",
            "s",
            "Of one transaction.",
            tags: null,
            advice: Telemetry.Durations
        );
    }

    public void Correlated(int news, TimeSpan duration)
    {
        _news.Add(news);
        _duration.Record(duration.TotalSeconds);
    }

    public void Broke() => _broken.Add(1);
}
