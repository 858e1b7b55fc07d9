using System.Net;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Net.Dns;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net;

public class ResolverTests
{
    private const string NoHostsFile = "/nonexistent/hosts";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("192.0.2.7")]
    [InlineData("2001:db8::7")]
    public async Task An_address_is_itself(string literal) =>
        Assert.Equal([IPAddress.Parse(literal)], await ResolveAsync(new Resolver([]), literal));

    [Theory]
    [InlineData("127.1.", "127.0.0.1")]
    [InlineData("192.168.257", "192.168.1.1")]
    [InlineData("0X7F.0251.1", "127.169.0.1")]
    [InlineData("4294967295", "255.255.255.255")]
    [InlineData("0x.0x.0", null)]
    [InlineData("256.256.256.256", null)]
    [InlineData("1.2.3.4.5", null)]
    [InlineData("foo.0x4.", null)]
    [InlineData("192.168.0.08", null)]
    public async Task What_ends_in_a_number_is_an_address_or_nothing_and_no_nameserver_is_asked(
        string host,
        string? address
    )
    {
        var resolver = new Resolver([], NoHostsFile);
        if (address is not null)
        {
            Assert.Equal([IPAddress.Parse(address)], await ResolveAsync(resolver, host));
            return;
        }

        var judged = await Assert.ThrowsAsync<JudgedException>(() => ResolveAsync(resolver, host));
        Assert.Equal((Outcome.Down, Reason.DnsFailure), (judged.Judgement.Outcome, judged.Judgement.Reason));
    }

    [Fact]
    public async Task Localhost_needs_no_nameserver() =>
        Assert.Equal(
            [IPAddress.Loopback, IPAddress.IPv6Loopback],
            await ResolveAsync(new Resolver([], NoHostsFile), "localhost")
        );

    [Fact]
    public async Task A_name_of_the_hosts_file_needs_no_nameserver_and_IPv4_comes_first()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            file,
            "# a comment\n2001:db8::7 pbx.test\n\n192.0.2.7\tother pbx.test # pbx2.test\nnonsense pbx.test\n",
            Cancel
        );
        try
        {
            var resolver = new Resolver([], file);
            Assert.Equal(
                [IPAddress.Parse("192.0.2.7"), IPAddress.Parse("2001:db8::7")],
                await ResolveAsync(resolver, "PBX.test")
            );
            Assert.Empty(HostsFile.Find(file, "pbx2.test"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Each_run_asks_again()
    {
        byte last = 0;
        await using var server = new LoopbackNameserver(
            type =>
                type == 1
                    ?
                    [
                        [192, 0, 2, ++last],
                    ]
                    : [],
            0
        );
        var resolver = new Resolver([server.EndPoint], NoHostsFile);

        Assert.Equal([IPAddress.Parse("192.0.2.1")], await ResolveAsync(resolver, "pbx.test"));
        Assert.Equal([IPAddress.Parse("192.0.2.2")], await ResolveAsync(resolver, "pbx.test"));
    }

    [Fact]
    public async Task A_name_with_IPv6_alone_resolves()
    {
        var address = IPAddress.Parse("2001:db8::7");
        await using var server = new LoopbackNameserver(type => type == 28 ? [address.GetAddressBytes()] : [], 0);

        Assert.Equal([address], await ResolveAsync(new Resolver([server.EndPoint], NoHostsFile), "pbx.test"));
    }

    [Theory]
    [InlineData(0, "no data")]
    [InlineData(2, "SERVFAIL")]
    [InlineData(3, "NXDOMAIN")]
    public async Task A_nameserver_that_knows_no_address_convicts_the_target(byte code, string said)
    {
        await using var server = new LoopbackNameserver(_ => [], code);

        var judged = await Assert.ThrowsAsync<JudgedException>(() =>
            ResolveAsync(new Resolver([server.EndPoint], NoHostsFile), "pbx.test")
        );

        Assert.Equal((Outcome.Down, Reason.DnsFailure), (judged.Judgement.Outcome, judged.Judgement.Reason));
        Assert.Contains(said, judged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nameserver_that_refuses_us_convicts_nobody()
    {
        await using var server = new LoopbackNameserver(_ => [], 5);

        await AssertResolverUnreachableAsync(new Resolver([server.EndPoint], NoHostsFile), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public Task A_nameserver_that_is_not_there_convicts_nobody() =>
        AssertResolverUnreachableAsync(
            new Resolver([DatagramSocketTests.ClosedPort()], NoHostsFile),
            TimeSpan.FromSeconds(5)
        );

    [Fact]
    public async Task A_nameserver_that_is_silent_convicts_nobody()
    {
        using var silent = DatagramSocket.BoundTo(new IPEndPoint(IPAddress.Loopback, 0));

        await AssertResolverUnreachableAsync(
            new Resolver([silent.LocalEndPoint], NoHostsFile),
            TimeSpan.FromMilliseconds(400)
        );
    }

    [Fact]
    public async Task An_answer_too_long_for_UDP_comes_over_TCP()
    {
        await using var server = new LoopbackNameserver(
            type => type == 1 ? [.. Enumerable.Range(1, 100).Select(last => new byte[] { 192, 0, 2, (byte)last })] : [],
            0,
            isLong: true
        );
        var resolver = new Resolver([server.EndPoint], NoHostsFile);
        var run = Run(resolver, TimeSpan.FromSeconds(20));

        Assert.Equal(64, (await resolver.ResolveAsync(run, "pbx.test", Cancel)).Count);
        Assert.Equal(PhaseNames.Resolve, Assert.Single(run.Phases).Name);
        Assert.Null(run.Address);
    }

    [Fact]
    public async Task The_next_nameserver_is_asked_where_one_is_silent_not_there_or_refuses()
    {
        using var silent = DatagramSocket.BoundTo(new IPEndPoint(IPAddress.Loopback, 0));
        await using var refusing = new LoopbackNameserver(_ => [], 5);
        await using var good = new LoopbackNameserver(
            type =>
                type == 1
                    ?
                    [
                        [192, 0, 2, 1],
                    ]
                    : [],
            0
        );
        var resolver = new Resolver(
            [silent.LocalEndPoint, DatagramSocketTests.ClosedPort(), refusing.EndPoint, good.EndPoint],
            NoHostsFile
        );
        var run = Run(resolver, TimeSpan.FromSeconds(2));

        Assert.Equal([IPAddress.Parse("192.0.2.1")], await resolver.ResolveAsync(run, "pbx.test", Cancel));
        Assert.Contains("REFUSED", run.Evidence.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_system_s_nameservers_are_those_of_its_file()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            file,
            "# nameserver 192.0.2.9\nsearch test\nnameserver 192.0.2.1\nnameserver\tfe80::1%1 # link\nnameserver x\n",
            Cancel
        );

        Assert.Equal(
            [new IPEndPoint(IPAddress.Parse("192.0.2.1"), 53), new IPEndPoint(IPAddress.Parse("fe80::1%1"), 53)],
            ResolvConf.Read(file)
        );
        File.Delete(file);
        Assert.Empty(ResolvConf.Read(file));
    }

    [Fact]
    public async Task A_deadline_that_passes_before_any_answer_convicts_nobody()
    {
        using var silent = DatagramSocket.BoundTo(new IPEndPoint(IPAddress.Loopback, 0));
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        var resolver = new Resolver([silent.LocalEndPoint], NoHostsFile);

        var judged = await Assert.ThrowsAsync<JudgedException>(() =>
            resolver.ResolveAsync(Run(resolver, TimeSpan.FromMinutes(1)), "pbx.test", deadline.Token)
        );

        Assert.Equal(
            (Outcome.Unknown, Reason.ResolverUnreachable),
            (judged.Judgement.Outcome, judged.Judgement.Reason)
        );
    }

    private static Task<IReadOnlyList<IPAddress>> ResolveAsync(Resolver resolver, string host) =>
        resolver.ResolveAsync(Run(resolver, TimeSpan.FromSeconds(20)), host, Cancel);

    private static async Task AssertResolverUnreachableAsync(Resolver resolver, TimeSpan timeLimit)
    {
        var run = Run(resolver, timeLimit);

        var judged = await Assert.ThrowsAsync<JudgedException>(() => resolver.ResolveAsync(run, "pbx.test", Cancel));

        Assert.Equal(
            (Outcome.Unknown, Reason.ResolverUnreachable),
            (judged.Judgement.Outcome, judged.Judgement.Reason)
        );
        Assert.Equal(PhaseNames.Resolve, Assert.Single(run.Phases).Name);
    }

    private static ProbeRun Run(Resolver resolver, TimeSpan timeLimit) =>
        new("pbx", "prague", timeLimit, new ProbeMeans(resolver, new Secrets(_ => null)), TimeProvider.System);
}
