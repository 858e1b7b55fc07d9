using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>TLS as a client over a TCP connection, the certificate checked: the phase <c>tls</c>.</summary>
internal sealed class TlsConnection : IAsyncDisposable
{
    private TlsConnection(SslStream stream, TimeSpan certificateTimeLeft)
    {
        Stream = stream;
        CertificateTimeLeft = certificateTimeLeft;
    }

    public SslStream Stream { get; }

    /// <summary>Of the leaf; positive, as a certificate that has expired opens no connection.</summary>
    public TimeSpan CertificateTimeLeft { get; }

    /// <param name="socket">Connected; it is the connection's from now on.</param>
    /// <exception cref="JudgedException">No trust.</exception>
    /// <exception cref="AuthenticationException">The handshake failed.</exception>
    public static async Task<TlsConnection> OpenAsync(
        Socket socket,
        Trust trust,
        ProbeRun run,
        CancellationToken deadline
    )
    {
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

    /// <summary>What a certificate that is about to expire says of a target.</summary>
    /// <returns>Null where more than <paramref name="least"/> is left.</returns>
    public Judgement? FindExpiry(TimeSpan least) =>
        CertificateTimeLeft < least
            ? Judgement.Degraded(
                Reason.CertificateExpiring,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The certificate expires in {Math.Floor(CertificateTimeLeft.TotalDays)} days."
                )
            )
            : null;

    public ValueTask DisposeAsync() => Stream.DisposeAsync();

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
