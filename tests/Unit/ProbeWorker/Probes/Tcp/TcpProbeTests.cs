using System.Net;
using System.Net.Sockets;
using System.Text;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Tcp;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Tcp;

public class TcpProbeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string?, string?, string?, string[], Outcome, Reason?> Banners =>
        new()
        {
            { null, null, null, [], Outcome.Up, null },
            { null, "ESMTP", null, ["220 mail.test ESM", "TP ready\r\n"], Outcome.Up, null },
            { null, null, "^220 .*\r\n", ["220 mail.test\r\n"], Outcome.Up, null },
            { "PING\r\n", "PONG", "^PONG", ["PONG"], Outcome.Up, null },
            { null, "ESMTP", null, ["554 go away\r\n"], Outcome.Down, Reason.AssertionFailed },
            { null, "ESMTP", null, [], Outcome.Down, Reason.ConnectionClosed },
            { null, null, "^(a+)+b$", [new string('a', 4000), "!"], Outcome.Down, Reason.AssertionFailed }, // would never end
            { null, "never", null, [new string('a', 5000)], Outcome.Down, Reason.AssertionFailed },
        };

    [Theory]
    [MemberData(nameof(Banners))]
    public async Task What_a_server_says_is_held_against_the_expected(
        string? send,
        string? contains,
        string? matches,
        string[] said,
        Outcome outcome,
        Reason? reason
    )
    {
        using var server = Listen();
        var serving = ServeAsync(server, send, said);

        var (judgement, run) = await RunAsync(
            new TcpCheck
            {
                Host = "127.0.0.1",
                Port = ((IPEndPoint)server.LocalEndPoint!).Port,
                Send = send,
                Contains = contains,
                Matches = matches,
            }
        );

        Assert.True((outcome, reason) == (judgement.Outcome, judgement.Reason), $"{judgement}");
        Assert.Equal(PhaseNames.Connect, run.Phases[1].Name);
        Assert.Equal(send, await serving);
    }

    [Fact]
    public async Task Slow_connecting_degrades()
    {
        using var server = Listen();
        var (judgement, _) = await RunAsync(
            new TcpCheck
            {
                Host = "127.0.0.1",
                Port = ((IPEndPoint)server.LocalEndPoint!).Port,
                ConnectTime = TimeSpan.FromTicks(1),
            }
        );

        Assert.Equal((Outcome.Degraded, Reason.ResponseTimeExceeded), (judgement.Outcome, judgement.Reason));
    }

    private static Socket Listen()
    {
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        server.Listen();
        return server;
    }

    /// <returns>What it was sent.</returns>
    private static async Task<string?> ServeAsync(Socket server, string? expects, string[] said)
    {
        using var client = await server.AcceptAsync(Cancel);
        string? heard = null;
        if (expects is not null)
        {
            var buffer = new byte[expects.Length];
            await using var stream = new NetworkStream(client);
            await stream.ReadExactlyAsync(buffer, Cancel);
            heard = Encoding.UTF8.GetString(buffer);
        }

        foreach (var part in said)
            await client.SendAsync(Encoding.UTF8.GetBytes(part), Cancel);

        client.Shutdown(SocketShutdown.Send);
        await client.ReceiveAsync(new byte[1], Cancel); // until the probe has hung up
        return heard;
    }

    private static async Task<(Judgement Judgement, ProbeRun Run)> RunAsync(TcpCheck check)
    {
        var means = new ProbeMeans(Resolver.OfSystem, new Secrets(_ => null));
        var run = new ProbeRun("tcp", "prague", TimeSpan.FromSeconds(30), means, TimeProvider.System);
        return (await new TcpProbe().RunAsync(check, run, Cancel), run);
    }
}
