using System.Net;
using System.Net.Security;
using Ringback.Model.Catalogs.Checks;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.ProbeWorker.Probes.Https;

/// <summary>A fresh TLS connection to the host of a URL, for one request.</summary>
internal sealed class OneRequest(TlsConnection connection) : IAsyncDisposable
{
    private bool _taken;

    /// <exception cref="JudgedException">No name, no trust, or no authorities to trust.</exception>
    /// <inheritdoc cref="TcpDial.ConnectAsync" path="/exception"/>
    /// <inheritdoc cref="TlsConnection.OpenAsync" path="/exception"/>
    public static async Task<OneRequest> OpenAsync(HttpsCheck check, ProbeRun run, CancellationToken deadline)
    {
        var trust = new Trust(check.Url.IdnHost, check.Tls, SslApplicationProtocol.Http11, run.Time);
        var addresses = await run.Means.Resolver.ResolveAsync(run, check.Url.IdnHost.Trim('[', ']'), deadline);
        var socket = await TcpDial.ConnectAsync(
            [.. addresses.Select(address => new IPEndPoint(address, check.Url.Port))],
            run,
            deadline
        );
        return new OneRequest(await TlsConnection.OpenAsync(socket, trust, run, deadline));
    }

    /// <inheritdoc cref="TlsConnection.FindExpiry"/>
    public Judgement? FindExpiry(TimeSpan least) => connection.FindExpiry(least);

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
}
