using Ringback.Model;
using Ringback.Store;

namespace Ringback.Api.Feeds;

/// <summary>Keeps the last issue in memory: feeds answer from it, at once, whatever the ledger does.</summary>
internal sealed partial class FeedShelf(FeedSource source, TimeProvider time, ILogger<FeedShelf> log)
{
    /// <summary>What is asked for within it costs no read.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromSeconds(1.5);

    /// <summary>A ledger that does not answer in this time is away.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private (FeedIssue Issue, long Begun)? _last;
    private Task? _reading;
    private long _wantedAt = long.MinValue;

    /// <summary>Whether anybody has asked lately.</summary>
    public bool IsWanted(TimeSpan within)
    {
        lock (_gate)
            return _wantedAt != long.MinValue && time.GetElapsedTime(_wantedAt) < within;
    }

    /// <exception cref="Exception">An outage of the database, where nothing was ever read.</exception>
    public async ValueTask<FeedIssue> CurrentAsync(CancellationToken cancel) => Fresh() ?? await ReadAsync(cancel);

    /// <returns>Null where a new one is to be read first.</returns>
    public FeedIssue? Fresh()
    {
        lock (_gate)
        {
            _wantedAt = time.GetTimestamp();
            return _last is var (issue, begun) && time.GetElapsedTime(begun) < Lasts ? issue : null;
        }
    }

    /// <summary>Reads a new issue; callers at one time share one read.</summary>
    public async Task<FeedIssue> ReadAsync(CancellationToken cancel)
    {
        try
        {
            // A read that others began may have begun before what this caller knows of.
            await Reading().WaitAsync(Patience, time, cancel);
            if (!IsFresh())
                await Reading().WaitAsync(Patience, time, cancel);
        }
        catch (Exception e) when (DatabaseOutage.IsOne(e) && _last is not null)
        {
            LogAway(e.Message);
            Age();
        }

        lock (_gate)
            return _last!.Value.Issue;
    }

    private Task Reading()
    {
        lock (_gate)
        {
            if (_reading is null or { IsCompleted: true })
                _reading = Task.Run(TakeAsync);

            return _reading;
        }
    }

    private bool IsFresh()
    {
        lock (_gate)
            return time.GetElapsedTime(_last!.Value.Begun) < Lasts;
    }

    private async Task TakeAsync()
    {
        var begun = time.GetTimestamp();

        // Whoever asked may go away; others wait for the same read.
        var facts = await source.ReadAsync(CancellationToken.None);
        var issue = new FeedIssue(facts, FeedIssue.Judge(facts, isRead: true, Instant.Now(time)));
        FeedIssue? before;
        lock (_gate)
            before = _last?.Issue;

        if (before is not null)
            issue.Prepare(before);

        lock (_gate)
            _last = (issue, begun);
    }

    /// <summary>The last issue is what there is; it is marked, and the next try waits as long as a fresh one would last.</summary>
    private void Age()
    {
        lock (_gate)
        {
            var last = _last!.Value.Issue;
            var freshness = FeedIssue.Judge(last.Facts, isRead: false, Instant.Now(time));
            var issue = last.Freshness == freshness ? last : new FeedIssue(last.Facts, freshness);
            _last = (issue, time.GetTimestamp());
        }
    }

    [LoggerMessage(LogLevel.Debug, "Feeds are told from memory, the database is away: {Error}")]
    private partial void LogAway(string error);
}
