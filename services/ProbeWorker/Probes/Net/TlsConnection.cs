using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net.Tls;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>TLS as a client over a TCP connection, the certificates checked: the phase <c>tls</c>, and <c>ocsp</c> where what is stapled to them is looked at.</summary>
internal sealed class TlsConnection : IAsyncDisposable
{
    private TlsConnection(SslStream stream, StampedStream transport) => (Stream, Transport) = (stream, transport);

    public SslStream Stream { get; }

    /// <summary>What is beneath it, to ask for the times of its packets.</summary>
    public StampedStream Transport { get; }

    /// <inheritdoc cref="StampedStream.ArrivedAt"/>
    public long ArrivedAt => Transport.ArrivedAt;

    /// <inheritdoc cref="StampedStream.SentAt"/>
    public long SentAt => Transport.SentAt;

    /// <param name="socket">Connected; it is the connection's from now on.</param>
    /// <exception cref="JudgedException">No trust, or a certificate that was revoked.</exception>
    /// <exception cref="AuthenticationException">The handshake failed.</exception>
    public static async Task<TlsConnection> OpenAsync(
        Socket socket,
        Trust trust,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        var transport = new StampedStream(socket, run.Time);
        var stream = new SslStream(transport);
        try
        {
            await HandshakeAsync(stream, transport, trust, run, deadline);
            run.Concern ??=
                await StapleLook.RunAsync(socket.RemoteEndPoint!, trust, run, deadline) ?? trust.FindExpiry();
            return new TlsConnection(stream, transport);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => Stream.DisposeAsync();

    private static async Task HandshakeAsync(
        SslStream stream,
        StampedStream transport,
        Trust trust,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        try
        {
            using var phase = new TlsPhase(transport, run);
            await stream.AuthenticateAsClientAsync(trust.Options, deadline);
            phase.Succeed();
        }
        catch (AuthenticationException e) when (trust.Shown?.Objection is { } objection)
        {
            throw new JudgedException(Judgement.Down(Reason.TlsFailure, objection), e);
        }
        finally
        {
            if (trust.Shown is { Leaf: not null } shown)
                Record(shown, run);
        }

        run.Measure(MeasurementNames.TlsVersion, stream.SslProtocol == SslProtocols.Tls13 ? 1.3 : 1.2);
        run.Measure(MeasurementNames.CipherSuite, (int)stream.NegotiatedCipherSuite);
        var spoken = stream.NegotiatedApplicationProtocol is { Protocol.IsEmpty: false } protocol
            ? $", ALPN {protocol}"
            : "";
        run.Evidence.Note($"{stream.SslProtocol}, {stream.NegotiatedCipherSuite}{spoken}");
    }

    /// <summary>What was shown, for figures and evidence.</summary>
    public static void Record(ShownChain shown, ProbeRun run)
    {
        run.Measure(MeasurementNames.CertificateExpirySeconds, shown.LeafTimeLeft.TotalSeconds);
        run.Evidence.Note(string.Join('\n', shown.Served.Select(text => $"certificate {text}")));
        if (shown.Objection is not null)
            return;

        run.Measure(MeasurementNames.ChainExpirySeconds, shown.TimeLeft.TotalSeconds);
        run.Evidence.Note(
            string.Join(
                '\n',
                shown.Built.Skip(1).Select(text => $"trusted by that {text}").DefaultIfEmpty("trusted by itself")
            )
        );
    }
}
