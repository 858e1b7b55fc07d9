using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Https;

/// <summary>A fresh TLS connection to the host of a URL, its certificate checked.</summary>
internal sealed class TlsConnection : IAsyncDisposable
{
    private readonly SslStream _stream;
    private bool _taken;

    private TlsConnection(SslStream stream, TimeSpan certificateTimeLeft)
    {
        _stream = stream;
        CertificateTimeLeft = certificateTimeLeft;
    }

    /// <summary>Of the leaf; positive, as a certificate that has expired opens no connection.</summary>
    public TimeSpan CertificateTimeLeft { get; }

    /// <exception cref="SocketException">No address took the connection; of several, what the last one said.</exception>
    /// <exception cref="JudgedException">No name, no trust, or no authorities to trust.</exception>
    /// <exception cref="AuthenticationException">The handshake failed.</exception>
    public static async Task<TlsConnection> OpenAsync(HttpsCheck check, ProbeRun run, CancellationToken deadline)
    {
        var trust = new Trust(check.Url.IdnHost, check.CaFile, run.Time);
        var addresses = await run.Means.Resolver.ResolveAsync(run, check.Url.IdnHost.Trim('[', ']'), deadline);
        var socket = await ConnectAsync(addresses, check.Url.Port, run, deadline);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await HandshakeAsync(stream, trust, run, deadline);
            return new TlsConnection(stream, trust.TimeLeft);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    /// <summary>The stream, for one request: a client that asks again found it closed before a first byte had come.</summary>
    /// <exception cref="EndOfStreamException">It was taken before.</exception>
    public SslStream Take()
    {
        if (_taken)
            throw new EndOfStreamException();

        _taken = true;
        return _stream;
    }

    private static async Task<Socket> ConnectAsync(
        IReadOnlyList<IPAddress> addresses,
        int port,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        using var phase = run.Phase(PhaseNames.Connect);
        for (var i = 0; ; i++)
        {
            var endpoint = new IPEndPoint(addresses[i], port);
            var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                run.Address = endpoint;
                await socket.ConnectAsync(endpoint, deadline);
                run.Evidence.Note($"connected to {endpoint}");
                return socket;
            }
            catch (SocketException e) when (i + 1 < addresses.Count)
            {
                socket.Dispose();
                run.Evidence.Note($"{endpoint}: {e.Message}, trying the next address");
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    private static async Task HandshakeAsync(SslStream stream, Trust trust, ProbeRun run, CancellationToken deadline)
    {
        using var phase = run.Phase(PhaseNames.Tls);
        try
        {
            await stream.AuthenticateAsClientAsync(trust.Options, deadline);
        }
        catch (AuthenticationException e) when (trust.Objection is { } objection)
        {
            throw new JudgedException(Judgement.Down(Reason.TlsFailure, objection), e);
        }
        finally
        {
            if (trust.Leaf is { } leaf)
            {
                run.Measure(MeasurementNames.CertificateExpirySeconds, trust.TimeLeft.TotalSeconds);
                run.Evidence.Note($"certificate {leaf}");
            }
        }

        run.Evidence.Note($"{stream.SslProtocol}, {stream.NegotiatedCipherSuite}");
    }
}
