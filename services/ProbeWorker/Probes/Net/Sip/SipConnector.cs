using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Ringback.Model.Catalogs.Checks;
using Ringback.ProbeWorker.Probes.Net.Sip.Transport;
using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Transactions;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>Makes the phone of a check: opens the way to one server.</summary>
internal static class SipConnector
{
    private const string Subprotocol = "sip";

    /// <exception cref="JudgedException">No trust, no WebSocket.</exception>
    /// <exception cref="SocketException">The address took no connection, or this worker has no port left.</exception>
    public static async Task<SipUserAgent> OpenAsync(
        SignallingCheck check,
        IPEndPoint server,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        var times = new SipTimers(check.Times.T1, check.Times.T2, check.Times.T4);
        return new SipUserAgent(run, await OpenChannelAsync(check, server, run, deadline), times);
    }

    /// <summary>The URI of somebody at the checked server; a null user is the server itself.</summary>
    public static SipUri UriOf(SignallingCheck check, string? user, SipOrigin origin) =>
        check.Domain is { } domain
            ? SipUri.Create(user, domain)
            : origin.Over(SipUri.Create(user, check.Host, check.Port));

    /// <summary>The address of record of an account.</summary>
    public static SipUri AccountOf(SignallingCheck check, string username) =>
        SipUri.Create(username, check.Domain ?? check.Host);

    private static async Task<SipChannel> OpenChannelAsync(
        SignallingCheck check,
        IPEndPoint server,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        run.Address = server;
        var transport = check.Transport;
        if (transport == SipTransport.Udp)
            return SipDatagramChannel.To(server);

        var isWeb = transport is SipTransport.Ws or SipTransport.Wss;
        SslApplicationProtocol? spoken = isWeb ? SslApplicationProtocol.Http11 : null;
        var trust = transport is SipTransport.Tls or SipTransport.Wss
            ? new Trust(check.Host, check.Tls, spoken, run.Time)
            : null;
        var socket = await TcpDial.ConnectAsync([server], run, deadline, SipChannel.SignallingClass);
        var local = (IPEndPoint)socket.LocalEndPoint!;
        var tls = trust is null ? null : await TlsConnection.OpenAsync(socket, trust, run, deadline);
        var stamped = tls?.Transport ?? new StampedStream(socket, run.Time);
        Stream stream = tls is null ? stamped : tls.Stream;
        var token = transport.ToString().ToUpperInvariant();
        if (!isWeb)
            return new SipStreamChannel(SipOrigin.Of(token, local), local, stream, stamped);

        try
        {
            var port = ((IPEndPoint)socket.RemoteEndPoint!).Port;
            var host = check.Host.Contains(':', StringComparison.Ordinal) ? $"[{check.Host}]" : check.Host;
            var authority = string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
            var web = await WebSocketUpgrade.OpenAsync(
                stream,
                authority,
                check.Path,
                Subprotocol,
                tls is not null,
                run,
                deadline
            );
            return new SipWebSocketChannel(SipOrigin.OfWebSocket(token), local, web, stamped);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }
}
