using System.Net;
using Ringback.ProbeWorker.Probes.Net.Sip;
using Ringback.Protocols.Sip;
using static Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip.LoopbackSipPeer;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip;

/// <summary>What a server's answers tell of what lies between it and us (RFC 3581).</summary>
public sealed class SipReflectionTests
{
    [Fact]
    public async Task A_server_that_sees_us_where_we_are_gives_nothing_to_say()
    {
        var (seenAt, local, evidence) = await AskAsync((via, port) => via.Replace(";rport", $";rport={port}"));

        Assert.Equal(local, seenAt);
        Assert.DoesNotContain("(NAT)", evidence, StringComparison.Ordinal);
        Assert.DoesNotContain("(an ALG)", evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_translated_address_is_named()
    {
        var (seenAt, local, evidence) = await AskAsync(
            (via, _) => via.Replace(";rport", ";received=203.0.113.7;rport=61000")
        );

        Assert.Equal("203.0.113.7:61000", $"{seenAt}");
        Assert.Contains(
            $"the server sees us at 203.0.113.7:61000, we are {local}: addresses are translated on the way (NAT)",
            evidence,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("127.0.0.1:", "203.0.113.7:")] // the address that is said
    [InlineData("SIP/2.0/UDP", "SIP/2.0/TCP")]
    public async Task A_Via_that_comes_back_other_than_it_left_was_rewritten(string said, string rewritten)
    {
        var (_, _, evidence) = await AskAsync((via, _) => via.Replace(said, rewritten));

        Assert.Contains("our Via came back as", evidence, StringComparison.Ordinal);
        Assert.Contains("something on the way rewrites SIP (an ALG)", evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")] // a server without RFC 3581
    [InlineData(";rport=0")]
    [InlineData(";rport=70000")]
    [InlineData(";received=nowhere;rport=61000")]
    public async Task What_cannot_be_read_says_nothing(string parameters)
    {
        var (seenAt, _, evidence) = await AskAsync((via, _) => via.Replace(";rport", parameters));

        Assert.Null(seenAt);
        Assert.DoesNotContain("(NAT)", evidence, StringComparison.Ordinal);
    }

    /// <param name="change">The Via as it comes back, and the port that it came from.</param>
    private static async Task<(IPEndPoint? SeenAt, IPEndPoint Local, string Evidence)> AskAsync(
        Func<string, string, string> change
    )
    {
        await using var peer = new LoopbackSipPeer(
            (request, _) =>
            {
                var via = Header(request, "Via");
                var port = via.Split(':')[1].Split(';')[0];
                return [Response(request, "200 OK").Replace(via, change(via, port), StringComparison.Ordinal)];
            }
        );
        var run = SipRuns.Run();
        await using var agent = new SipUserAgent(run, peer.EndPoint);
        await agent.RequestAsync(
            SipOutbound.Options(SipUri.Create(null, "127.0.0.1"), agent.Origin),
            TestContext.Current.CancellationToken
        );
        return (agent.SeenAt, agent.Local, run.Evidence.ToString());
    }
}
