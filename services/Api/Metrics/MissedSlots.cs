using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Reads;
using SlotsByView = System.Collections.Generic.IReadOnlyDictionary<(string Target, string Region), int>;

namespace Ringback.Api.Metrics;

/// <summary>
/// How many slots of the last hour have no result. It holds an hour of slots against the ledger, which takes longer than a scrape
/// may: so a scrape is told the last count, and it is counted anew after the scrape that found it a minute old.
/// </summary>
internal sealed class MissedSlots(MissingReads missing, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    /// <summary>Of an older count nobody is told: whoever comes so seldom waits.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(3);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task<Count>? _latest;
    private Task<Count>? _next;

    public async Task<SlotsByView> ReadAsync(CancellationToken cancel)
    {
        Task<Count> count;
        lock (_gate)
        {
            Take();
            count = AgeOfLatest() < Kept ? _latest! : Begin();
        }

        return (await count.WaitAsync(cancel)).Slots;
    }

    /// <summary>Counts anew if it is time to; nobody waits for it.</summary>
    public void Renew()
    {
        lock (_gate)
        {
            Take();
            if (AgeOfLatest() >= Fresh)
                Begin();
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    /// <summary>The next one becomes the latest once it is counted; one that failed is forgotten.</summary>
    private void Take()
    {
        if (_next is not { IsCompleted: true } counted)
            return;

        _next = null;
        if (counted.IsCompletedSuccessfully)
            _latest = counted;
    }

    private TimeSpan AgeOfLatest() => _latest is { } latest ? time.GetElapsedTime(latest.Result.At) : TimeSpan.MaxValue;

    private Task<Count> Begin() => _next ??= Task.Run(() => CountAsync(_stop.Token));

    private async Task<Count> CountAsync(CancellationToken stop)
    {
        var at = time.GetTimestamp();
        var now = Instant.Now(time);
        return new Count(at, await missing.CountAsync(new Window(now - Hour, now), now, stop));
    }

    private sealed record Count(long At, SlotsByView Slots);
}
