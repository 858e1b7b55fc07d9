using System.Diagnostics.Metrics;

namespace Ringback.Tests.Benchmarks.EndToEnd;

/// <summary>How many results this process has committed, by its own metric: to count the rows again and again would cost as much as to store them.</summary>
internal sealed class StoredCount : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _stored;

    public StoredCount()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "ringback.ingest.results")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(
            (_, count, tags, _) =>
            {
                foreach (var tag in tags)
                {
                    if (tag is { Key: "outcome", Value: "stored" })
                        Interlocked.Add(ref _stored, count);
                }
            }
        );
        _listener.Start();
    }

    public long Value => Interlocked.Read(ref _stored);

    public void Dispose() => _listener.Dispose();
}
