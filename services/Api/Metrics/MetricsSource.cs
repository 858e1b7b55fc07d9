using Ringback.Api.Endpoints;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store;
using Ringback.Store.Reads;

namespace Ringback.Api.Metrics;

/// <summary>Reads and writes the metrics; scrapers that come within a moment share one reading, and one that comes regularly finds it done.</summary>
internal sealed class MetricsSource(
    TargetReads targets,
    TargetTimelineReads timelines,
    VerdictTimeReads times,
    NewestRunReads runs,
    MissedSlots missedSlots,
    SlaSource sla,
    IncidentReads incidents,
    TimeProvider time
) : IDisposable
{
    private const int MostIncidents = 10_000;
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>How long before a scrape is expected it is read: longer than that takes, and far less than it is kept.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LongestGap = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _one = new(1);
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private long? _askedAt;
    private Task _ahead = Task.CompletedTask;
    private (long At, ReadOnlyMemory<byte> Text)? _latest;

    public async Task<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancel)
    {
        var text = await RenewAsync(cancel);
        Expect(time.GetTimestamp());
        return text;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _one.Dispose();
    }

    private async Task<ReadOnlyMemory<byte>> RenewAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            if (_latest is { } latest && time.GetElapsedTime(latest.At) < Kept)
                return latest.Text;

            var begun = time.GetTimestamp();
            var text = LedgerMetrics.Write(await ReadFactsAsync(cancel));
            _latest = (begun, text);
            missedSlots.Renew();
            return text;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Whoever has come twice will come again after as long: that is read shortly before.</summary>
    private void Expect(long now)
    {
        lock (_gate)
        {
            var gap = _askedAt is { } before ? time.GetElapsedTime(before, now) : TimeSpan.Zero;
            _askedAt = now;
            if (gap > Kept && gap < LongestGap && _ahead.IsCompleted)
                _ahead = ReadAheadAsync(gap - Ahead > Kept ? gap - Ahead : Kept, _stop.Token); // sooner what is kept would do
        }
    }

    private async Task ReadAheadAsync(TimeSpan wait, CancellationToken stop)
    {
        try
        {
            await Task.Delay(wait, time, stop);
            await RenewAsync(stop);
        }
        catch (Exception e) when (stop.IsCancellationRequested || DatabaseOutage.IsOne(e))
        {
            // Nobody waits for it; who asks is told what is wrong.
        }
    }

    private async Task<LedgerFacts> ReadFactsAsync(CancellationToken cancel)
    {
        var now = Instant.Now(time);
        var day = new Window(now - Day, now);
        var newest = runs.ReadAsync(now, cancel);
        var missed = missedSlots.ReadAsync(cancel);
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
            await missed,
            (await objectives).Objectives,
            await open
        );
    }
}
