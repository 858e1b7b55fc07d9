using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker;
using Ringback.ProbeWorker.Canaries;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.Tests.Unit.ProbeWorker.Probes;

namespace Ringback.Tests.Unit.ProbeWorker.Canaries;

/// <summary>On a clock that stands still: canaries answer when and what the test says.</summary>
public sealed class CanaryWatchTests : IAsyncLifetime
{
    private static readonly Judgement Silent = Judgement.Down(Reason.Timeout, "no answer");

    private readonly FakeTimeProvider _time = new();
    private readonly Dictionary<string, Judgement> _said = new() { ["a.test"] = Judgement.Up, ["b.test"] = Silent };
    private readonly HashSet<string> _hung = [];
    private readonly CanaryWatch _watch;
    private int _runs;
    private IReadOnlyList<Canary> _canaries = [Canary("a.test"), Canary("b.test")];

    public CanaryWatchTests()
    {
        var kind = ProbeKind.Of(HttpsCheck.KindName, new StubProbe(AnswerAsync));
        var runner = new ProbeRunner(
            Planned.Region,
            new ProbeMeans(Resolver.OfSystem, Secrets.OfProcess),
            _ => kind,
            _ => TimeSpan.Zero,
            _time,
            NullLogger.Instance
        );
        _watch = new CanaryWatch(
            Planned.Region,
            runner,
            () => _canaries,
            TimeSpan.FromHours(1),
            new WorkerMetrics(Planned.Region),
            new MachineAt(_time),
            NullLogger.Instance
        );
    }

    /// <summary>Past the check that a watch begins with.</summary>
    public async ValueTask InitializeAsync()
    {
        await UntilAsync(() => _runs == 2);
        _time.Advance(TimeSpan.FromMilliseconds(1));
    }

    public ValueTask DisposeAsync() => _watch.DisposeAsync();

    [Fact]
    public async Task A_down_stands_while_one_canary_answers()
    {
        Assert.Equal(Down(), await AskAsync(Down()));
    }

    [Fact]
    public async Task A_down_that_all_canaries_share_is_the_vantage_points_and_says_what_it_saw()
    {
        _said["a.test"] = Judgement.Unknown(Reason.NoRoute, "no route");
        var result = await AskAsync(Down());

        Assert.Equal((Outcome.Unknown, Reason.VantageOffline), (result.Outcome, result.Reason));
        Assert.Equal(
            "All canaries failed (down/timeout, unknown/no_route); the run itself said down/connection_refused.",
            Sorted(result.Detail!)
        );
        Assert.Equal(Down().Key, result.Key);
    }

    [Fact]
    public async Task While_offline_nothing_counts_and_once_a_canary_answers_only_what_began_since()
    {
        _said["a.test"] = Silent;
        await AskAsync(Down());
        var before = _time.GetTimestamp();
        Assert.Equal(Reason.VantageOffline, _watch.Judge(Up(), before).Reason);

        _said["a.test"] = Judgement.Up;
        _time.Advance(CanaryWatch.LeastPause);
        var between = _time.GetTimestamp() - 1;
        await UntilAsync(() => _watch.Judge(Up(), _time.GetTimestamp()).Outcome == Outcome.Up);

        Assert.Equal(Reason.VantageOffline, _watch.Judge(Up(), before).Reason);
        Assert.Equal(Reason.VantageOffline, _watch.Judge(Up(), between).Reason);
    }

    [Fact]
    public async Task Downs_share_a_check_that_began_after_their_runs_and_the_next_is_two_seconds_later()
    {
        await AskAsync(Down());
        await UntilAsync(() => _runs == 4); // the first beat's and these
        var began = _time.GetTimestamp();
        await Task.WhenAll(_watch.AskAsync(Down(), began), _watch.AskAsync(Down(), began));
        Assert.Equal(4, _runs);

        _time.Advance(TimeSpan.FromSeconds(1.9));
        began = _time.GetTimestamp();
        var waiting = new[] { _watch.AskAsync(Down(), began), _watch.AskAsync(Down(), began) };
        Assert.DoesNotContain(waiting, task => task.IsCompleted);
        Assert.Equal(4, _runs);

        _time.Advance(TimeSpan.FromSeconds(0.1));
        await Task.WhenAll(waiting);
        await UntilAsync(() => _runs == 6);
    }

    [Fact]
    public async Task A_canary_that_hangs_holds_a_down_up_no_longer_than_its_limit_and_not_at_all_where_another_answers()
    {
        _hung.Add("b.test");
        Assert.Equal(Outcome.Down, (await AskAsync(Down())).Outcome);

        _said["a.test"] = Silent;
        _time.Advance(CanaryWatch.LeastPause);
        var waiting = AskAsync(Down());
        await UntilAsync(() => _runs >= 6);
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Reason.VantageOffline, (await waiting).Reason);
    }

    [Fact]
    public async Task Canaries_that_could_not_judge_convict_nobody()
    {
        _said["a.test"] = Judgement.Unknown(Reason.RateHeld, "held");
        Assert.Equal(Outcome.Down, (await AskAsync(Down())).Outcome);
    }

    [Fact]
    public void A_region_without_canaries_takes_results_as_they_are()
    {
        _canaries = [];
        Assert.False(_watch.Doubts(Down()));
        Assert.Equal(Down(), _watch.Judge(Down(), 0));
    }

    [Fact]
    public async Task A_stop_cancels_what_waits_for_a_canary()
    {
        _hung.UnionWith(["a.test", "b.test"]);
        var waiting = AskAsync(Down());
        await UntilAsync(() => _runs == 4);
        await _watch.DisposeAsync();

        Assert.Equal(Reason.Cancelled, (await waiting).Reason);
    }

    private Task<ProbeResult> AskAsync(ProbeResult result) => _watch.AskAsync(result, _time.GetTimestamp());

    private async Task<Judgement> AnswerAsync(ProbeRun run, CancellationToken deadline)
    {
        Interlocked.Increment(ref _runs);
        var host = run.Target.Split(' ', ':')[1];
        if (_hung.Contains(host))
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, deadline);

        return _said[host];
    }

    private static Canary Canary(string host) =>
        new(new HttpsCheck { Url = new Uri($"https://{host}/") }, TimeSpan.FromSeconds(1));

    private static ProbeResult Down() => Result(Outcome.Down, Reason.ConnectionRefused);

    private static ProbeResult Up() => Result(Outcome.Up, null);

    private static ProbeResult Result(Outcome outcome, Reason? reason) =>
        new()
        {
            Target = "site",
            Region = Planned.Region,
            ScheduledAt = Instant.UnixEpoch,
            StartedAt = Instant.UnixEpoch,
            Trigger = Trigger.Schedule,
            Outcome = outcome,
            Reason = reason,
        };

    /// <summary>Which canary was the first to fail is chance.</summary>
    private static string Sorted(string detail)
    {
        var (from, to) = (
            detail.IndexOf('(', StringComparison.Ordinal) + 1,
            detail.IndexOf(')', StringComparison.Ordinal)
        );
        return detail[..from] + string.Join(", ", detail[from..to].Split(", ").Order()) + detail[to..];
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
    }
}
