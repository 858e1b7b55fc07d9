using Microsoft.Extensions.Time.Testing;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Turn;

/// <summary>One run of the turn probe, as the worker makes it, and what is to be said of it.</summary>
internal static class TurnRuns
{
    public static Task<ProbeResult> RunAsync(
        LoopbackTurnServer server,
        string password = "secret",
        TimeProvider? time = null,
        Func<TurnCheck, TurnCheck>? change = null,
        EgressPolicy? egress = null
    )
    {
        var check = new TurnCheck
        {
            Host = "127.0.0.1",
            Port = server.Port,
            Credential = new Credential("alice", new SecretReference("PASSWORD", null)),
        };
        return OneRun.OfAsync(
            change?.Invoke(check) ?? check,
            TimeSpan.FromSeconds(60),
            means: new(Resolver.OfSystem, new Secrets(_ => password)) { Egress = egress ?? EgressPolicy.Any },
            time: time
        );
    }

    /// <summary>Lets no time pass before the server has seen the request; of Allocate the bare and the signed one.</summary>
    public static async Task<ProbeResult> RunOutOfTimeAsync(LoopbackTurnServer server, int method)
    {
        var wanted = method == LoopbackTurnServer.Allocate ? 2 : 1;
        var time = new FakeTimeProvider();
        var running = RunAsync(server, time: time);
        using var patience = Patience();
        while (!running.IsCompleted)
        {
            if (server.Seen.Count(seen => seen == method) >= wanted)
                time.Advance(TimeSpan.FromSeconds(1));

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }

        return await running;
    }

    /// <summary>So wide that only a condition that never comes true meets its end.</summary>
    public static CancellationTokenSource Patience()
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        return patience;
    }

    public static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = Patience();
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
    }

    public static double Figure(ProbeResult result, string name) =>
        result.Measurements.Single(figure => figure.Name == name).Value;

    public static void AssertUp(ProbeResult result) =>
        Assert.True(result.Outcome == Outcome.Up, $"{result.Reason}: {result.Detail}\n{result.Evidence}");

    public static void AssertDown(Reason reason, ProbeResult result, string detail)
    {
        Assert.True((Outcome.Down, reason) == (result.Outcome, result.Reason), $"{result.Reason}: {result.Detail}");
        Assert.Contains(detail, result.Detail);
    }
}
