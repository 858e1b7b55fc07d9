using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net.Sip.Transport;
using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Transactions;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>Makes the phone of a check: finds the server and opens the way to it.</summary>
internal static class SipConnector
{
    private const string Subprotocol = "sip";

    /// <exception cref="JudgedException">No name, no trust, no WebSocket.</exception>
    /// <exception cref="SocketException">No address took the connection, or this worker has no port left.</exception>
    public static async Task<SipUserAgent> OpenAsync(SignallingCheck check, ProbeRun run, CancellationToken deadline)
    {
        var servers = await SipLocator.FindAsync(check, run, deadline);
        var times = new SipTimers(check.Times.T1, check.Times.T2, check.Times.T4);
        if (check.Transport == SipTransport.Udp && check.Locate && servers.Count > 1)
            servers = [await FindAliveAsync(servers, times, run, deadline)];

        return new SipUserAgent(run, await OpenAsync(check, check.Transport, servers, run, deadline), times);
    }

    /// <summary>The first of several servers that answers a datagram; over a connection the connecting tells (RFC 3263 §4.3).</summary>
    /// <returns>The last one where none does: the check itself then says what is wrong.</returns>
    private static async Task<IPEndPoint> FindAliveAsync(
        IReadOnlyList<IPEndPoint> servers,
        SipTimers times,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        using var phase = run.Phase(PhaseNames.Locate);
        foreach (var server in servers.SkipLast(1))
        {
            using var patience = new CancellationTokenSource(run.TimeLimit / (2 * servers.Count), run.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, deadline);
            await using var agent = new SipUserAgent(run, server, times);
            try
            {
                var uri = SipUri.Create(null, server.Address.ToString(), server.Port);
                var received = await agent.RequestAsync(SipOutbound.Options(uri, agent.Origin), either.Token);
                run.Evidence.Note($"{server} is alive: {received.Response.StartLine}");
                return server;
            }
            catch (Exception e) when (!deadline.IsCancellationRequested && IsDead(e))
            {
                run.Evidence.Note($"{server} is not: {e.Message}, trying the next");
            }
        }

        return servers[^1];
    }

    private static bool IsDead(Exception e) =>
        e is OperationCanceledException or JudgedException || SipFailures.IsOfTransport(e);

    /// <summary>The URI of somebody at the checked server; a null user is the server itself.</summary>
    public static SipUri UriOf(SignallingCheck check, string? user, SipOrigin origin) =>
        check.Domain is { } domain
            ? SipUri.Create(user, domain)
            : origin.Over(SipUri.Create(user, check.Host, check.Port));

    /// <summary>The address of record of an account.</summary>
    public static SipUri AccountOf(SignallingCheck check, string username) =>
        SipUri.Create(username, check.Domain ?? check.Host);

    private static async Task<SipChannel> OpenAsync(
        SignallingCheck check,
        SipTransport transport,
        IReadOnlyList<IPEndPoint> servers,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        run.Address = servers[0];
        if (transport == SipTransport.Udp)
            return SipDatagramChannel.To(servers[0]);

        var isWeb = transport is SipTransport.Ws or SipTransport.Wss;
        SslApplicationProtocol? spoken = isWeb ? SslApplicationProtocol.Http11 : null;
        var trust = transport is SipTransport.Tls or SipTransport.Wss
            ? new Trust(check.Host, check.CaFile, spoken, run.Time)
            : null;
        var socket = await TcpDial.ConnectAsync(servers, run, deadline, SipChannel.SignallingClass);
        var local = (IPEndPoint)socket.LocalEndPoint!;
        var tls = trust is null ? null : await TlsConnection.OpenAsync(socket, trust, run, deadline);
        Stream stream = tls is null ? new NetworkStream(socket, ownsSocket: true) : tls.Stream;
        var token = transport.ToString().ToUpperInvariant();
        if (!isWeb)
            return new SipStreamChannel(SipOrigin.Of(token, local), local, stream) { Tls = tls };

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
            return new SipWebSocketChannel(SipOrigin.OfWebSocket(token), local, web) { Tls = tls };
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }
}
