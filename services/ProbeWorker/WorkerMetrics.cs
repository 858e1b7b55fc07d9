using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Ringback.Model;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker;

/// <summary>What a worker says of itself. The instruments are the process's, the figures those of one region.</summary>
internal sealed class WorkerMetrics(string region)
{
    public const string MeterName = "Ringback.ProbeWorker";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Histogram<double> RunDuration = Meter.CreateHistogram<double>(
        "ringback.probe.duration",
        "s",
        "From start to outcome of a run."
    );

    private static readonly Histogram<double> LaneWait = Meter.CreateHistogram<double>(
        "ringback.probe.lane_wait",
        "s",
        "Time that a run waited for its start."
    );

    private static readonly Histogram<double> StartDelay = Meter.CreateHistogram<double>(
        "ringback.probe.start_delay",
        "s",
        "From a slot to the start of its run."
    );

    private static readonly Gauge<long> SpoolResults = Meter.CreateGauge<long>(
        "ringback.spool.results",
        description: "Results that the centre has not confirmed."
    );

    private static readonly Gauge<long> SpoolBytes = Meter.CreateGauge<long>("ringback.spool.size", "By");

    private static readonly Counter<long> LostResults = Meter.CreateCounter<long>(
        "ringback.results.lost",
        description: "Results that will be missing in the ledger."
    );

    private static readonly Counter<long> DeliveredResults = Meter.CreateCounter<long>("ringback.results.delivered");

    private static readonly Counter<long> DeliveryFailures = Meter.CreateCounter<long>("ringback.delivery.failures");

    private static readonly Gauge<double> LastDelivery = Meter.CreateGauge<double>(
        "ringback.delivery.last_success",
        "s",
        "When the centre last confirmed a batch, in seconds since the Unix epoch."
    );

    private static readonly Counter<long> ClockSteps = Meter.CreateCounter<long>("ringback.worker.clock_steps");

    private static readonly Counter<long> CatalogVersions = Meter.CreateCounter<long>("ringback.worker.catalogs");

    private static readonly Histogram<double> CanaryDuration = Meter.CreateHistogram<double>(
        "ringback.canary.duration",
        "s",
        "From start to outcome of a canary's run."
    );

    private static readonly Gauge<int> VantageOffline = Meter.CreateGauge<int>(
        "ringback.vantage.offline",
        description: "1 while every canary fails: results are unknown."
    );

    private readonly KeyValuePair<string, object?> _region = new("region", region);

    public void Ran(string kind, ProbeResult result)
    {
        RunDuration.Record(result.Duration.TotalSeconds, Outcome(kind, result));
        LaneWait.Record(result.LaneWait.TotalSeconds, _region, new("kind", kind));
        if (result.Trigger != Trigger.Manual)
            StartDelay.Record((result.StartedAt - result.ScheduledAt).TotalSeconds, _region, new("kind", kind));
    }

    public void CanaryRan(string kind, ProbeResult result) =>
        CanaryDuration.Record(result.Duration.TotalSeconds, Outcome(kind, result));

    public void Vantage(bool isOffline) => VantageOffline.Record(isOffline ? 1 : 0, _region);

    public void SpoolHolds(long results, long bytes)
    {
        SpoolResults.Record(results, _region);
        SpoolBytes.Record(bytes, _region);
    }

    /// <param name="cause"><c>spool_limit</c>, <c>spool_write</c>, <c>unreadable</c> or <c>internal_error</c>.</param>
    public void Lost(string cause, int results) => LostResults.Add(results, _region, new("cause", cause));

    public void Delivered(int results, TimeProvider time)
    {
        DeliveredResults.Add(results, _region);
        LastDelivery.Record(Instant.Now(time).Microseconds / 1e6, _region);
    }

    public void DeliveryFailed() => DeliveryFailures.Add(1, _region);

    public void ClockStepped() => ClockSteps.Add(1, _region);

    public void CatalogAdopted() => CatalogVersions.Add(1, _region);

    private TagList Outcome(string kind, ProbeResult result)
    {
        var tags = new TagList { _region, { "kind", kind }, { "outcome", Snake(result.Outcome) } };
        if (result.Reason is { } reason)
            tags.Add("error.type", Snake(reason));

        return tags;
    }

    private static string Snake<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
