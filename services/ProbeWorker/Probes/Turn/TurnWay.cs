using System.Net;
using System.Net.Sockets;
using Ringback.Model.Catalogs.Checks;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.ProbeWorker.Probes.Turn;

/// <summary>The way to the server as the check asks for it: over TCP and TLS the phases <c>connect</c> and <c>tls</c> come first.</summary>
internal static class TurnWay
{
    /// <exception cref="JudgedException">No trust.</exception>
    /// <exception cref="SocketException">The server took no connection, or no port is free.</exception>
    public static async Task<IMessageChannel> OpenAsync(
        TurnCheck check,
        IPEndPoint server,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        if (check.Transport == TurnTransport.Udp)
            return DatagramSocket.ConnectedTo(server);

        var trust =
            check.Transport == TurnTransport.Tls ? new Trust(check.Host, check.Tls, protocol: null, run.Time) : null;
        var socket = await TcpDial.ConnectAsync([server], run, deadline);
        if (trust is null)
        {
            var plain = new StampedStream(socket, run.Time);
            return new StunStream(plain, () => plain.StampedAt, server);
        }

        var tls = await TlsConnection.OpenAsync(socket, trust, run, deadline);
        return new StunStream(tls.Stream, () => tls.Transport.StampedAt, server);
    }
}
