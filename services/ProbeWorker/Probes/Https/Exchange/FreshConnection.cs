using System.Net;
using System.Net.Security;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.ProbeWorker.Probes.Https.Exchange;

/// <summary>A new TLS connection to the host of a URL.</summary>
internal sealed class FreshConnection(TlsConnection connection) : IAsyncDisposable
{
    private bool _taken;

    /// <exception cref="JudgedException">No name, no trust, no authorities to trust, or another protocol than was asked for.</exception>
    /// <inheritdoc cref="TcpDial.ConnectAsync" path="/exception"/>
    /// <inheritdoc cref="TlsConnection.OpenAsync" path="/exception"/>
    public static async Task<FreshConnection> OpenAsync(
        HttpsCheck check,
        Uri url,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        var protocol =
            check.Protocol == HttpVersionAsked.Http2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11;
        var host = url.IdnHost.Trim('[', ']');
        var isOwn = url.IdnHost == check.Url.IdnHost;
        var trust = new Trust(host, isOwn ? check.Tls : ForStranger(check.Tls), protocol, run.Time);
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
        var tls = await TlsConnection.OpenAsync(socket, trust, run, deadline);
        if (protocol == SslApplicationProtocol.Http2 && tls.Stream.NegotiatedApplicationProtocol != protocol)
        {
            await tls.DisposeAsync();
            throw new JudgedException(
                Judgement.Down(Reason.ProtocolError, $"{host} does not speak HTTP/2: ALPN did not settle on h2.")
            );
        }

        return new FreshConnection(tls);
    }

    public TlsConnection Tls => connection;

    /// <summary>The stream: a client that asks again found it closed before a first byte had come.</summary>
    /// <exception cref="EndOfStreamException">It was taken before.</exception>
    public SslStream Take()
    {
        if (_taken)
            throw new EndOfStreamException();

        _taken = true;
        return connection.Stream;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    /// <summary>Of another host than the check's: the same authorities, but neither its name nor our proof.</summary>
    private static TlsSettings ForStranger(TlsSettings settings) =>
        settings with
        {
            ServerName = null,
            ClientCertificate = null,
        };
}
