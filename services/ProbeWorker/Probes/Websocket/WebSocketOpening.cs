using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Ringback.Model.Catalogs.Checks;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Net.Http;
using Ringback.Protocols.WebSocket;

namespace Ringback.ProbeWorker.Probes.Websocket;

/// <summary>Opens the session that a check asks for, as often as it is asked to.</summary>
internal sealed class WebSocketOpening(WebSocketCheck check, ProbeRun run, TextValues values)
{
    /// <exception cref="JudgedException">No name, no trust, no WebSocket.</exception>
    /// <exception cref="SocketException">No address took the connection.</exception>
    public async Task<WebSocketSession> OpenAsync(CancellationToken deadline)
    {
        var url = new Uri(values.InUrl(check.Url));
        var isSecure = url.Scheme == Uri.UriSchemeWss;
        var host = url.IdnHost.Trim('[', ']');
        var trust = isSecure ? new Trust(host, check.Tls, SslApplicationProtocol.Http11, run.Time) : null;
        var addresses = FamilyChoice.Of(
            check.Family,
            host,
            await run.Means.Resolver.ResolveAsync(run, host, deadline),
            run
        );
        var socket = await TcpDial.ConnectAsync(
            [.. addresses.Select(address => new IPEndPoint(address, url.Port))],
            run,
            deadline
        );
        var tls = trust is null ? null : await TlsConnection.OpenAsync(socket, trust, run, deadline);
        Stream stream = tls is null ? new NetworkStream(socket, ownsSocket: true) : tls.Stream;
        try
        {
            var opening = new WebSocketRequest(
                url.IsDefaultPort
                    ? url.IdnHost
                    : string.Create(CultureInfo.InvariantCulture, $"{url.IdnHost}:{url.Port}"),
                url.PathAndQuery,
                check.Subprotocol,
                check.Origin ?? $"{(isSecure ? "https" : "http")}://{url.Authority}",
                [.. check.Headers.Select(header => (header.Key, values.InHeader(header.Value)))]
            );
            await WebSocketUpgrade.ShakeHandsAsync(stream, opening, values.Redact, run, deadline);
            var session = new WebSocketSession(stream, tls, run);
            if (check.Send is { } text)
                await session.SendAsync(WebSocketOpcode.Text, Encoding.UTF8.GetBytes(values.Plain(text)), deadline);

            return session;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }
}
