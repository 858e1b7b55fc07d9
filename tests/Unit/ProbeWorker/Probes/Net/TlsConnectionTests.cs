using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.Tests.BadPeers;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net;

public class TlsConnectionTests
{
    [Fact]
    public async Task The_handshake_takes_until_the_peers_last_word_not_until_we_have_looked_at_it()
    {
        var ours = TimeSpan.FromMilliseconds(200);
        await using var server = new LoopbackTlsServer((_, _, _) => Task.CompletedTask);
        var run = Run();
        var trust = new Trust("127.0.0.1", new TlsSettings { CaFile = server.CaFile }, protocol: null, run.Time);
        var judge = trust.Options.RemoteCertificateValidationCallback!;
        trust.Options.RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
        {
            var from = run.Elapsed;
            SpinWait.SpinUntil(() => run.Elapsed - from >= ours);
            return judge(sender, certificate, chain, errors);
        };

        await using var tls = await TlsConnection.OpenAsync(
            await ConnectAsync(server),
            trust,
            run,
            TestContext.Current.CancellationToken
        );

        var took = run.Phases.Single(phase => phase.Name == PhaseNames.Tls).Duration;
        Assert.InRange(took, TimeSpan.FromMicroseconds(1), run.Elapsed - ours);
    }

    [Theory]
    [InlineData(80, null)]
    [InlineData(100, Reason.CertificateExpiring)]
    public async Task A_run_hears_what_its_certificate_says(double least, Reason? reason)
    {
        await using var server = new LoopbackTlsServer((_, _, _) => Task.CompletedTask);
        var run = Run();
        var settings = new TlsSettings { CaFile = server.CaFile, CertificateExpiry = TimeSpan.FromDays(least) };

        await using var tls = await TlsConnection.OpenAsync(
            await ConnectAsync(server),
            new Trust("127.0.0.1", settings, protocol: null, run.Time),
            run,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(reason, run.Concern?.Reason);
    }

    [Fact]
    public async Task A_handshake_that_is_given_up_lasts_until_then()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var run = Run();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndpoint, TestContext.Current.CancellationToken);
        using var limit = new CancellationTokenSource();
        var trust = new Trust("127.0.0.1", new TlsSettings(), SslApplicationProtocol.Http11, run.Time);

        var open = TlsConnection.OpenAsync(socket, trust, run, limit.Token);
        using var peer = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        await peer.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken);
        var began = TimeProvider.System.GetTimestamp();
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        var waited = TimeProvider.System.GetElapsedTime(began);
        await limit.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await open);

        var took = run.Phases.Single(phase => phase.Name == PhaseNames.Tls).Duration;
        Assert.InRange(took, waited, run.Elapsed);
    }

    private static ProbeRun Run() =>
        new(
            "tls",
            "prague",
            TimeSpan.FromSeconds(30),
            new ProbeMeans(Resolver.OfSystem, Secrets.OfProcess),
            TimeProvider.System
        );

    private static async Task<Socket> ConnectAsync(LoopbackTlsServer server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.Port, TestContext.Current.CancellationToken);
        return socket;
    }
}
