using System.Net;
using System.Net.Sockets;
using System.Text;
using Ringback.Model.Catalogs.Checks;
using Ringback.ProbeWorker.Probes.Net.Sip;
using Ringback.Protocols.Sip;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip.Transport;

/// <summary>When messages came over a connection, which has no stamp for each.</summary>
public sealed class SipStreamTimesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_messages_that_are_read_together_the_evidence_says_so(bool together)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var run = SipRuns.Run();
        var serving = ServeAsync(listener, together);
        var check = new SipCheck
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)listener.LocalEndpoint).Port,
            Transport = SipTransport.Tcp,
        };
        await using (var agent = await SipConnector.OpenAsync(check, new(IPAddress.Loopback, check.Port), run, Cancel))
        {
            var request = SipOutbound.Options(SipUri.Create(null, "127.0.0.1"), agent.Origin);
            var received = await agent.RequestAsync(request, Cancel);
            Assert.True(received.Rtt > TimeSpan.Zero);
        }

        await serving;
        Assert.Equal(together, run.Evidence.ToString().Contains("read together", StringComparison.Ordinal));
    }

    /// <summary>Answers one request with 100 and 200: in one packet, or the second when the first has been acknowledged.</summary>
    private static async Task ServeAsync(TcpListener listener, bool together)
    {
        using var peer = await listener.AcceptSocketAsync(Cancel);
        var room = new byte[65_535];
        var request = Encoding.Latin1.GetString(room, 0, await peer.ReceiveAsync(room, Cancel));
        var (trying, answer) = (
            LoopbackSipPeer.Response(request, "100 Trying"),
            LoopbackSipPeer.Response(request, "200 OK")
        );
        if (together)
        {
            await peer.SendAsync(Encoding.Latin1.GetBytes(trying + answer), Cancel);
            return;
        }

        await peer.SendAsync(Encoding.Latin1.GetBytes(trying), Cancel);

        // A keep-alive is answered behind what came before it: the 100 has been read.
        await peer.SendAsync("\r\n\r\n"u8.ToArray(), Cancel);
        await peer.ReceiveAsync(room, Cancel);
        await peer.SendAsync(Encoding.Latin1.GetBytes(answer), Cancel);
    }
}
