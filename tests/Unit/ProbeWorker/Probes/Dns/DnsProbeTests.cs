using System.Net;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Dns;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.Tests.Unit.ProbeWorker.Probes.Net;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Dns;

/// <summary>Against nameservers that a real one would not be; the rest is in the integration tests, against unbound.</summary>
public class DnsProbeTests
{
    private static readonly byte[] Address = [192, 0, 2, 7];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("192.0.2.7", Outcome.Up, null)]
    [InlineData("192.0.2.8", Outcome.Down, Reason.AssertionFailed)]
    public async Task Answers_are_held_against_the_expected(string expected, Outcome outcome, Reason? reason)
    {
        await using var server = new LoopbackNameserver(_ => [Address], 0);

        var (judgement, run) = await RunAsync(Check(server.EndPoint) with { Answers = [expected] });

        Assert.Equal((outcome, reason), (judgement.Outcome, judgement.Reason));
        Assert.Equal([PhaseNames.Resolve, PhaseNames.Exchange], run.Phases.Select(phase => phase.Name));
        Assert.Equal(
            (60, 1),
            (Figure(run, MeasurementNames.LeastTtlSeconds), Figure(run, MeasurementNames.AnswersCount))
        );
    }

    [Theory]
    [InlineData(0, Reason.DnsFailure)] // no data
    [InlineData(2, Reason.DnsFailure)]
    [InlineData(3, Reason.DnsFailure)]
    [InlineData(5, Reason.DnsFailure)]
    public async Task A_named_server_without_an_answer_is_down(byte code, Reason reason)
    {
        await using var server = new LoopbackNameserver(_ => [], code);

        var (judgement, _) = await RunAsync(Check(server.EndPoint));

        Assert.Equal((Outcome.Down, reason), (judgement.Outcome, judgement.Reason));
    }

    [Fact]
    public async Task An_error_that_is_expected_is_up_and_an_answer_instead_is_not()
    {
        await using var none = new LoopbackNameserver(_ => [], 3);
        await using var some = new LoopbackNameserver(_ => [Address], 0);
        var check = Check(none.EndPoint) with { Code = DnsExpectedCode.NoSuchName, LeastAnswers = 0 };

        Assert.Equal(Judgement.Up, (await RunAsync(check)).Judgement);
        Assert.Equal(
            Reason.AssertionFailed,
            (await RunAsync(check with { Port = some.EndPoint.Port })).Judgement.Reason
        );
    }

    [Fact]
    public async Task Limits_degrade()
    {
        await using var server = new LoopbackNameserver(_ => [Address], 0);
        var check = Check(server.EndPoint);

        Assert.Equal(
            (Outcome.Degraded, Reason.TimeToLiveOutOfRange),
            Short((await RunAsync(check with { LeastTimeToLive = TimeSpan.FromSeconds(61) })).Judgement)
        );
        Assert.Equal(
            (Outcome.Degraded, Reason.TimeToLiveOutOfRange),
            Short((await RunAsync(check with { MostTimeToLive = TimeSpan.FromSeconds(59) })).Judgement)
        );
        Assert.Equal(
            (Outcome.Degraded, Reason.ResponseTimeExceeded),
            Short((await RunAsync(check with { ResponseTime = TimeSpan.FromTicks(1) })).Judgement)
        );
    }

    [Fact]
    public async Task What_does_not_answer_our_question_is_ignored_and_what_is_lost_is_asked_for_again()
    {
        using var server = DatagramSocket.BoundTo(new IPEndPoint(IPAddress.Loopback, 0));
        var running = RunAsync(Check(server.LocalEndPoint), TimeSpan.FromSeconds(4));
        var buffer = new byte[512];
        await server.ReceiveAsync(buffer, Cancel); // the first is lost
        var asked = await server.ReceiveAsync(buffer, Cancel);
        byte[] answer = [.. buffer.AsSpan(0, 2), 0x81, 0x83, .. buffer.AsSpan(4, asked.Length - 4)];
        var foreign = answer.ToArray();
        foreign[0] ^= 1;
        server.SendTo([1, 2, 3], asked.Remote);
        server.SendTo(foreign, asked.Remote);
        server.SendTo(answer, asked.Remote);

        var (judgement, run) = await running;

        Assert.Equal((Outcome.Down, Reason.DnsFailure), Short(judgement));
        Assert.Equal(
            (1, 2),
            (Figure(run, MeasurementNames.Retransmissions), Figure(run, MeasurementNames.IgnoredReplies))
        );
    }

    [Fact]
    public async Task The_worker_s_own_nameservers_are_no_target()
    {
        using var silent = DatagramSocket.BoundTo(new IPEndPoint(IPAddress.Loopback, 0));
        await using var refusing = new LoopbackNameserver(_ => [], 5);
        await using var good = new LoopbackNameserver(_ => [Address], 0);
        var check = new DnsCheck { Name = "a.test", Type = DnsQueryType.A };
        var brief = TimeSpan.FromSeconds(1);

        var (alone, _) = await RunAsync(check, brief, silent.LocalEndPoint);
        var (refused, _) = await RunAsync(check, brief, refusing.EndPoint);
        var (second, run) = await RunAsync(check, brief, silent.LocalEndPoint, good.EndPoint);
        var (none, _) = await RunAsync(check, brief, DatagramSocketTests.ClosedPort());

        Assert.Equal((Outcome.Unknown, Reason.ResolverUnreachable), Short(alone));
        Assert.Equal((Outcome.Unknown, Reason.ResolverUnreachable), Short(refused));
        Assert.Equal(Judgement.Up, second);
        Assert.Equal(good.EndPoint, run.Address);
        Assert.Equal((Outcome.Unknown, Reason.ResolverUnreachable), Short(none));
    }

    /// <summary>Which nameservers a worker has is no target's choice; whom a target names is.</summary>
    [Theory]
    [InlineData(DnsTransport.Udp)] // too long for a datagram
    [InlineData(DnsTransport.Tcp)]
    public async Task The_egress_policy_is_for_named_resolvers_not_for_the_worker_s_own(DnsTransport transport)
    {
        await using var own = new LoopbackNameserver(_ => [Address], 0, isLong: true);
        var check = new DnsCheck
        {
            Name = "a.test",
            Type = DnsQueryType.A,
            Transport = transport,
        };

        var (asked, run) = await RunPublicAsync(check, own.EndPoint);
        var refused = await Assert.ThrowsAsync<JudgedException>(async () =>
            await RunPublicAsync(Check(own.EndPoint) with { Transport = transport }, own.EndPoint)
        );

        Assert.Equal(Judgement.Up, asked);
        Assert.Equal(own.EndPoint, run.Address);
        Assert.Equal((Outcome.Unknown, Reason.EgressRefused), Short(refused.Judgement));
    }

    private static DnsCheck Check(IPEndPoint server) =>
        new()
        {
            Name = "a.test",
            Type = DnsQueryType.A,
            Resolver = "127.0.0.1",
            Port = server.Port,
        };

    private static Task<(Judgement Judgement, ProbeRun Run)> RunAsync(
        DnsCheck check,
        TimeSpan? limit = null,
        params IPEndPoint[] own
    ) => RunAsync(check, limit, own, EgressPolicy.Any);

    private static Task<(Judgement Judgement, ProbeRun Run)> RunPublicAsync(DnsCheck check, IPEndPoint own) =>
        RunAsync(check, null, [own], EgressPolicy.Public([]));

    private static async Task<(Judgement Judgement, ProbeRun Run)> RunAsync(
        DnsCheck check,
        TimeSpan? limit,
        IPEndPoint[] own,
        EgressPolicy egress
    )
    {
        var means = new ProbeMeans(new Resolver(own), new Secrets(_ => null)) { Egress = egress };
        var run = new ProbeRun("dns", "prague", limit ?? TimeSpan.FromSeconds(30), means, TimeProvider.System);
        return (await new DnsProbe().RunAsync(check, run, Cancel), run);
    }

    private static (Outcome, Reason?) Short(Judgement judgement) => (judgement.Outcome, judgement.Reason);

    private static double Figure(ProbeRun run, string name) =>
        run.Measurements.Single(figure => figure.Name == name).Value;
}
