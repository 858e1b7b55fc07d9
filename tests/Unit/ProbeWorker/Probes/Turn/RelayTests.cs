using System.Net;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net;
using static Ringback.Tests.Unit.ProbeWorker.Probes.Turn.TurnRuns;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Turn;

/// <summary>Data through the relay: who is let in, where it is sent, and how much of it comes.</summary>
public class RelayTests
{
    [Fact]
    public async Task Data_that_reaches_nobody_is_no_media()
    {
        await using var server = new LoopbackTurnServer { RelaysToClient = _ => false };

        var result = await RunAsync(server);

        AssertDown(Reason.NoMedia, result, "None of 10");
        Assert.Equal(1, Figure(result, MeasurementNames.RelayLossRatio));
        Assert.False(server.IsAllocated);
    }

    [Fact]
    public async Task Data_that_does_not_come_back_is_one_way_media()
    {
        await using var server = new LoopbackTurnServer { RelaysToPeer = _ => false };

        AssertDown(Reason.OneWayMedia, await RunAsync(server), "10 of 10");
        Assert.False(server.IsAllocated);
    }

    [Fact]
    public async Task Loss_in_part_is_degraded_and_measured()
    {
        await using var server = new LoopbackTurnServer { RelaysToClient = number => number is not (2 or 5) };

        var result = await RunAsync(server);

        Assert.Equal((Outcome.Degraded, Reason.LossExceeded), (result.Outcome, result.Reason));
        Assert.Equal(0.2, Figure(result, MeasurementNames.RelayLossRatio), 9);
    }

    [Fact]
    public async Task The_peer_is_permitted_by_its_own_address_where_UDP_comes_from_another_one_than_TCP()
    {
        await using var server = new LoopbackTurnServer();
        await using var front = new LoopbackTurnFront(server, IPAddress.Parse("127.0.0.2"), server.Port);

        var result = await RunAsync(server, change: check => check with { Transport = TurnTransport.Tcp });

        AssertUp(result);
        Assert.Equal(IPAddress.Loopback, server.Permitted);
    }

    [Fact]
    public async Task Where_the_server_says_nothing_over_UDP_the_client_s_address_is_permitted()
    {
        await using var server = new LoopbackTurnServer();
        await using var front = new LoopbackTurnFront(server, IPAddress.Loopback, port: 0);

        var result = await RunAsync(
            server,
            change: check => check with { Transport = TurnTransport.Tcp, Port = front.Port }
        );

        AssertUp(result);
        Assert.Equal(IPAddress.Loopback, server.Permitted);
    }

    [Fact]
    public async Task A_relay_where_this_worker_may_not_send_is_not_sent_to()
    {
        await using var server = new LoopbackTurnServer
        {
            RelayNamed = new IPEndPoint(IPAddress.Parse("10.0.0.7"), 50_000),
        };

        var result = await RunAsync(server, egress: EgressPolicy.Public([IPNetwork.Parse("127.0.0.0/8")]));

        Assert.Equal((Outcome.Unknown, Reason.EgressRefused), (result.Outcome, result.Reason));
        await UntilAsync(() => !server.IsAllocated);
    }
}
