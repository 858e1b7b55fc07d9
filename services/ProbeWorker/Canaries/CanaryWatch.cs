using System.Text.Json;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Machine;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Scheduling;

namespace Ringback.ProbeWorker.Canaries;

/// <summary>Knows whether this vantage point itself is offline: asks its canaries now and then, and at once about a target that is down.</summary>
/// <remarks>
/// A check takes no longer than the longest time limit of its canaries, and ends with the first that answers. Their runs
/// are results of no target. A region without canaries is never offline.
/// </remarks>
internal sealed partial class CanaryWatch : IAsyncDisposable
{
    /// <summary>From one check that a down started to the next, and from check to check while offline.</summary>
    public static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(2);

    private readonly string _region;
    private readonly ProbeRunner _runner;
    private readonly Func<IReadOnlyList<Canary>> _canaries;
    private readonly TimeSpan _rhythm;
    private readonly WorkerMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly Halt _halt = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lane<Run> _lane;
    private readonly Task _beating;
    private Check? _newest;
    private long? _lastDemand;
    private long _knownFrom = long.MinValue;
    private long? _offlineUntil;
    private string? _offline;

    /// <param name="canaries">Those in force.</param>
    /// <param name="rhythm">The longest time without a check.</param>
    public CanaryWatch(
        string region,
        ProbeRunner runner,
        Func<IReadOnlyList<Canary>> canaries,
        TimeSpan rhythm,
        WorkerMetrics metrics,
        IMachine machine,
        ILogger log
    )
    {
        (_region, _runner, _canaries, _rhythm) = (region, runner, canaries, rhythm);
        (_metrics, _time, _log) = (metrics, machine.Time, log);
        _lane = new Lane<Run>(int.MaxValue, RunAsync, LogEscaped, machine);
        _beating = machine.Pool.Start(BeatAsync);
    }

    /// <summary>Whether a result is nothing yet until the canaries have been asked: <see cref="AskAsync"/>.</summary>
    public bool Doubts(ProbeResult result) => result.Outcome == Outcome.Down && _canaries().Count > 0;

    /// <summary>The result as it may be published, by what is known already.</summary>
    /// <param name="began">When its run did: a timestamp of the <see cref="TimeProvider"/>.</param>
    public ProbeResult Judge(ProbeResult result, long began)
    {
        if (result.Outcome == Outcome.Unknown || _canaries().Count == 0)
            return result;

        lock (_lock)
        {
            return _offline is { } why && (_offlineUntil is not { } until || until > began)
                ? Unknown(result, Reason.VantageOffline, why)
                : result;
        }
    }

    /// <summary>The same with what a check says that began after the run: one under way, or a new one.</summary>
    public async Task<ProbeResult> AskAsync(ProbeResult result, long began)
    {
        while (Next(began) is { } next)
        {
            await next.Task.Ended();
            if (next.IsCheck && !_stop.IsCancellationRequested)
                return Judge(result, began);
        }

        return Unknown(result, Reason.Cancelled, "The worker was stopped before its canaries had answered");
    }

    /// <summary>Ends checks under way; results that wait for one are cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_stop.IsCancellationRequested)
                return;

            _stop.Cancel();
        }

        _halt.Shutdown();
        await _beating;
        await _lane.CloseAsync();
        _halt.Dispose();
    }

    private async Task BeatAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (StartWhereDue() is { } check)
                await check.Vantage;

            await Task.Delay(LeastPause, _time, _stop.Token).Ended();
        }
    }

    private Check? StartWhereDue()
    {
        lock (_lock)
        {
            var isOffline = _offline is not null && _offlineUntil is null;
            var isDue = isOffline || _newest is not { } last || _time.GetElapsedTime(last.Began) >= _rhythm;
            return isDue && !_stop.IsCancellationRequested ? Start() : null;
        }
    }

    /// <summary>What a down waits for: a check that tells of the time since its run began, or the time until one may be started.</summary>
    /// <returns>Null once stopped.</returns>
    private (Task Task, bool IsCheck)? Next(long began)
    {
        lock (_lock)
        {
            if (_stop.IsCancellationRequested)
                return null;

            if (_newest is { } newest && newest.Began >= began)
                return (newest.Vantage, true);

            var wait = _lastDemand is { } last ? LeastPause - _time.GetElapsedTime(last) : TimeSpan.Zero;
            if (wait > TimeSpan.Zero)
                return (Task.Delay(WholeMilliseconds(wait), _time, _stop.Token), false);

            _lastDemand = _time.GetTimestamp();
            return (Start().Vantage, true);
        }
    }

    /// <summary>With the lock held.</summary>
    private Check Start()
    {
        var began = _time.GetTimestamp();
        List<Run> runs = [.. _canaries().Select(canary => new Run(canary))];
        runs.ForEach(_lane.Enter);
        _newest = new Check(began, EndAsync(began, [.. runs.Select(run => run.Result.Task)]));
        return _newest;
    }

    private async Task<Vantage> EndAsync(long began, IReadOnlyCollection<Task<ProbeResult>> runs)
    {
        await Task.Yield(); // what follows takes the lock that the caller holds
        var results = new List<ProbeResult>();
        var running = runs.ToList();
        while (running.Count > 0 && !results.Exists(VantageRule.Answered))
        {
            var ended = await Task.WhenAny(running);
            running.Remove(ended);
            results.Add(await ended);
        }

        var vantage = VantageRule.Of(results);
        Learn(began, runs.Count == 0 ? Vantage.Online : vantage, results);
        return vantage;
    }

    /// <summary>The check that began last is believed, whichever ends last.</summary>
    private void Learn(long began, Vantage vantage, IReadOnlyList<ProbeResult> results)
    {
        lock (_lock)
        {
            if (began < _knownFrom || vantage == Vantage.Unsure)
                return;

            _knownFrom = began;
            var wasOffline = _offline is not null && _offlineUntil is null;
            if (vantage == Vantage.Offline)
            {
                (_offline, _offlineUntil) = ($"All canaries failed ({Describe(results)})", null);
                if (!wasOffline)
                    LogOffline(_region, _offline);
            }
            else if (wasOffline)
            {
                _offlineUntil = began;
                LogOnline(_region);
            }

            _metrics.Vantage(vantage == Vantage.Offline);
        }
    }

    private async Task RunAsync(Run run, TimeSpan waited)
    {
        var (check, timeout) = run.Canary;
        var target = new Target
        {
            Id = $"canary {check.Server.Host}:{check.Server.Port}",
            Name = "canary",
            Regions = [_region],
            Interval = _rhythm,
            Timeout = timeout,
            Check = check,
        };
        var result = await _runner.RunAsync(new PlannedRun(target, Instant.Now(_time), Trigger.Manual), waited, _halt);
        _metrics.CanaryRan(check.Kind, result);
        run.Result.SetResult(result);
    }

    /// <summary>Rounded up: less than a millisecond is no delay, and whoever waits so would turn without end.</summary>
    private static TimeSpan WholeMilliseconds(TimeSpan wait) =>
        TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));

    private static ProbeResult Unknown(ProbeResult result, Reason reason, string why) =>
        result with
        {
            Outcome = Outcome.Unknown,
            Reason = reason,
            Detail = Printable.Text($"{why}; the run itself said {Describe([result])}.", ProbeRunner.MaxDetailLength),
        };

    private static string Describe(IEnumerable<ProbeResult> results) =>
        string.Join(
            ", ",
            results.Select(result =>
                JsonNamingPolicy.SnakeCaseLower.ConvertName(
                    $"{result.Outcome}{(result.Reason is { } r ? $"/{r}" : "")}"
                )
            )
        );

    [LoggerMessage(LogLevel.Warning, "{Region} is offline: {Why}; its results are unknown until a canary answers")]
    private partial void LogOffline(string region, string why);

    [LoggerMessage(LogLevel.Information, "{Region} is online again: a canary answers")]
    private partial void LogOnline(string region);

    [LoggerMessage(LogLevel.Error, "A canary's run broke")]
    private partial void LogEscaped(Exception exception);

    /// <param name="Began">A timestamp.</param>
    private sealed record Check(long Began, Task<Vantage> Vantage);

    private sealed record Run(Canary Canary)
    {
        public TaskCompletionSource<ProbeResult> Result { get; } = new();
    }
}
