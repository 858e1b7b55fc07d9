using Ringback.Api.Endpoints;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Reads;

namespace Ringback.Api.Metrics;

/// <summary>Reads and writes the metrics; scrapers that come within a moment share one reading.</summary>
internal sealed class MetricsSource(
    TargetReads targets,
    TargetTimelineReads timelines,
    VerdictTimeReads times,
    NewestRunReads runs,
    SlaSource sla,
    IncidentReads incidents,
    TimeProvider time
) : IDisposable
{
    private const int MostIncidents = 10_000;
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim _one = new(1);
    private (long At, ReadOnlyMemory<byte> Text)? _latest;

    public async Task<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            if (_latest is { } latest && time.GetElapsedTime(latest.At) < Kept)
                return latest.Text;

            var text = LedgerMetrics.Write(await ReadFactsAsync(cancel));
            _latest = (time.GetTimestamp(), text);
            return text;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<LedgerFacts> ReadFactsAsync(CancellationToken cancel)
    {
        var now = Instant.Now(time);
        var day = new Window(now - Day, now);
        var newest = runs.ReadAsync(now, cancel);
        var alive = targets.ReadAliveAsync(now, cancel);
        var open = incidents.ReadAsync(
            new IncidentFilter(new Window(Instant.UnixEpoch, now), Open: true, Limit: MostIncidents),
            cancel
        );
        var objectives = sla.ReadAsync(cancel);
        var marks = await timelines.ReadAliveAsync(null, null, now, cancel);
        var figures = await times.ReadTargetsAsync(
            [.. marks.Select(mark => new CountedTime(mark.Number, mark.Counted(day)))],
            cancel
        );
        return new LedgerFacts(
            now,
            await alive,
            marks.ToDictionary(mark => mark.Number),
            marks.Zip(figures).ToDictionary(each => each.First.Number, each => each.Second),
            await newest,
            (await objectives).Objectives,
            await open
        );
    }
}
