using System.Net;
using System.Net.Sockets;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Https.Exchange;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.Tests.BadPeers;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Https.Exchange;

public sealed class TimedExchangeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Decompressing, waking up and compiling are this worker's time: a body is there when its last bytes came.</summary>
    [Fact]
    public async Task A_body_ends_when_it_came_not_when_we_have_done_with_it()
    {
        var ours = TimeSpan.FromMilliseconds(100);
        await using var server = new LoopbackTlsServer((stream, _, _) => LoopbackTlsServer.Answer(stream, "ok"));
        var run = new ProbeRun(
            "https",
            "prague",
            TimeSpan.FromSeconds(30),
            new ProbeMeans(Resolver.OfSystem, Secrets.OfProcess),
            TimeProvider.System
        );
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.Port, Cancel);
        var trust = new Trust("127.0.0.1", new TlsSettings { CaFile = server.CaFile }, protocol: null, run.Time);
        await using var tls = await TlsConnection.OpenAsync(socket, trust, run, Cancel);
        using var timed = new TimedExchange(run, HttpVersionAsked.Http11, tls);
        var stream = timed.Watch(tls.Stream);

        var began = run.Elapsed;
        await stream.WriteAsync("GET"u8.ToArray(), Cancel);
        await stream.ReadExactlyAsync(new byte[2], Cancel);
        var read = run.Elapsed;
        SpinWait.SpinUntil(() => run.Elapsed - read >= ours);
        timed.End();

        var phases = run.Phases.ToDictionary(phase => phase.Name, phase => phase.Duration);
        Assert.Equal(TimeSpan.Zero, phases[PhaseNames.Body]);
        Assert.InRange(phases[PhaseNames.FirstByte], TimeSpan.FromTicks(1), read - began);
    }
}
