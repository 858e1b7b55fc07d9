using Ringback.Aggregator.Ingest;
using Ringback.Model;
using Ringback.Store;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Timelines;

/// <summary>Keeps deriving: at once when this process has ingested, soon when another has, and when time alone has changed something.</summary>
internal sealed partial class DeriverService(
    Deriver deriver,
    IDerivations derivations,
    Wake wake,
    DeriverMetrics metrics,
    TimeProvider time,
    ILogger<DeriverService> log
) : BackgroundService
{
    /// <summary>Targets of one transaction: the fewer, the sooner each is done; the more, the less each costs.</summary>
    private const int Together = 32;
    private const int MostTogether = 256;

    /// <summary>How long it waits for company while it cannot keep up.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BackOff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Quarantine = TimeSpan.FromSeconds(30);

    private readonly Dictionary<int, long> _quarantined = [];
    private long? _swept;
    private int _together = Together;
    private int _alone;
    private bool _isAway;

    /// <summary>Until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await SweepAsync(stop);
                if (await DeriveAsync(stop) == 0)
                    await wake.WaitAsync(Poll, time, stop);

                _isAway = false;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (DatabaseOutage.IsOne(e))
            {
                if (!_isAway)
                    LogAway(e.Message);

                _isAway = true;
                await Task.Delay(BackOff, time, stop)
                    .ConfigureAwait(
                        ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext
                    );
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    private async Task SweepAsync(CancellationToken cancel)
    {
        if (_swept is { } last && time.GetElapsedTime(last) < Sweep)
            return;

        _swept = time.GetTimestamp(); // a clock that is set must not put it off
        var now = Instant.Now(time);
        await derivations.TouchDueAsync(now, cancel);
        foreach (var (target, since) in _quarantined.ToList())
        {
            if (time.GetElapsedTime(since) >= Quarantine)
                _quarantined.Remove(target);
        }
    }

    /// <summary>A target that cannot be derived is put aside for a while, so that it holds up nobody else.</summary>
    private async Task<int> DeriveAsync(CancellationToken cancel)
    {
        var limit = _alone > 0 ? 1 : _together;
        _alone = Math.Max(0, _alone - 1);
        try
        {
            wake.Reset();
            var started = time.GetTimestamp();
            var derived = await deriver.DeriveAsync(limit, _quarantined.Keys, cancel);
            var length = time.GetElapsedTime(started);
            if (derived > 0)
                metrics.Derived(derived, length);

            if (limit > 1)
                await KeepPaceAsync(derived >= limit, length, cancel);

            return derived;
        }
        catch (DerivationException e) when (e.Targets.Count > 1)
        {
            _alone = e.Targets.Count; // which of them was it?
            return 1;
        }
        catch (DerivationException e)
        {
            LogBroke(e, string.Join(", ", e.Targets), Quarantine);
            metrics.Broke();
            foreach (var target in e.Targets)
                _quarantined[target] = time.GetTimestamp();

            return 1;
        }
    }

    /// <summary>Of a backlog it takes more at once, and less often while results still come in: each time a target is derived has its price, however many they are.</summary>
    private async Task KeepPaceAsync(bool isBehind, TimeSpan length, CancellationToken cancel)
    {
        _together = isBehind ? Math.Min(MostTogether, _together * 2) : Together;
        if (isBehind && wake.IsSet)
            await Task.Delay(length < LongestRest ? length : LongestRest, time, cancel);
    }

    [LoggerMessage(LogLevel.Warning, "The database is away ({Error}): timelines wait for it")]
    private partial void LogAway(string error);

    [LoggerMessage(LogLevel.Error, "Target {Target} cannot be derived; its touches stay, next try in {Wait}")]
    private partial void LogBroke(Exception exception, string target, TimeSpan wait);
}

/// <summary>Neither outage nor end: what is stored, or the rules, cannot be folded.</summary>
internal sealed class DerivationException(IReadOnlyList<int> targets, Exception inner)
    : Exception($"{targets.Count} targets could not be derived", inner)
{
    /// <summary>Those of the transaction that was undone.</summary>
    public IReadOnlyList<int> Targets { get; } = targets;
}
