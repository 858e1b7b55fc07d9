using System.Diagnostics.Metrics;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Store.Results;

namespace Ringback.Aggregator.Ingest;

/// <summary>What came in, and how old it was.</summary>
internal sealed class IngestMetrics
{
    private readonly Counter<long> _results;
    private readonly Counter<long> _unsaid;
    private readonly Histogram<double> _delay;

    public IngestMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Telemetry.MeterName);
        _results = meter.CreateCounter<long>(
            "ringback.ingest.results",
            "{result}",
            "Results received, by what became of them."
        );
        _unsaid = meter.CreateCounter<long>(
            "ringback.ingest.evidence.dropped",
            "{result}",
            "Results that were stored without what they said, because evidence is over its size."
        );
        _delay = meter.CreateHistogram<double>(
            "ringback.ingest.delay",
            "s",
            "From a run's end to its commit, of the newest result of a batch.",
            tags: null,
            advice: Telemetry.Durations
        );
    }

    public void Count(ResultBatch batch, StoreReceipt receipt, Instant receivedAt)
    {
        Add("stored", receipt.Stored);
        Add("duplicate", receipt.Duplicates);
        foreach (var (reason, count) in receipt.Refused)
            Add(reason, count);

        if (receipt.Unsaid > 0)
            _unsaid.Add(receipt.Unsaid);

        if (receipt.Stored > 0)
        {
            var newest = batch.Results.Max(result =>
                result.StartedAt.Microseconds + (result.Duration.Ticks / TimeSpan.TicksPerMicrosecond)
            );
            _delay.Record(Math.Max(0, receivedAt.Microseconds - newest) / 1e6);
        }
    }

    private void Add(string outcome, int count)
    {
        if (count > 0)
            _results.Add(count, new KeyValuePair<string, object?>("outcome", outcome));
    }
}
