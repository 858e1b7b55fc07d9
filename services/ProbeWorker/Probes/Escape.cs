using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net.Tls;

namespace Ringback.ProbeWorker.Probes;

/// <summary>Whose fault an exception is that escaped from a probe (semantics, "Outcome: who is to blame").</summary>
internal static class Escape
{
    /// <returns>Null where it proves nothing: a bug of the probe.</returns>
    public static Judgement? Judge(Exception exception) =>
        exception switch
        {
            JudgedException judged => judged.Judgement,
            SocketException socket => Judge(socket),
            AuthenticationException => Judgement.Down(
                Reason.TlsFailure,
                $"The TLS handshake failed: {HandshakeFaults.Describe(Innermost(exception))}"
            ),
            EndOfStreamException => Judgement.Down(
                Reason.ConnectionClosed,
                "The peer closed the connection before it had answered."
            ),
            { InnerException: { } inner } when exception is IOException or HttpRequestException => OfTransport(inner),
            _ => null,
        };

    /// <summary>Between a broken stream and what broke it may lie an error of the runtime's TLS, which says nothing itself.</summary>
    private static Judgement? OfTransport(Exception inner) =>
        Judge(inner)
        ?? (
            inner is CryptographicException || inner.InnerException is CryptographicException
                ? Judgement.Down(
                    Reason.TlsFailure,
                    $"The TLS connection was broken off: {HandshakeFaults.Describe(Innermost(inner))}"
                )
                : null
        );

    private static string Innermost(Exception exception) => exception.GetBaseException().Message;

    private static Judgement? Judge(SocketException exception)
    {
        var detail = $"{exception.Message} ({exception.SocketErrorCode})";
        return exception.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => Judgement.Down(Reason.ConnectionRefused, detail),
            SocketError.HostUnreachable or SocketError.HostDown => Judgement.Down(Reason.Unreachable, detail),
            SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => Judgement.Down(
                Reason.ConnectionClosed,
                detail
            ),
            SocketError.TimedOut => Judgement.Down(Reason.Timeout, detail),
            SocketError.HostNotFound or SocketError.NoData => Judgement.Down(Reason.DnsFailure, detail),
            SocketError.TryAgain => Judgement.Unknown(Reason.ResolverUnreachable, detail),

            // The kernel of this machine says so before a packet has left it.
            SocketError.NetworkUnreachable or SocketError.NetworkDown or SocketError.AddressFamilyNotSupported =>
                Judgement.Unknown(Reason.NoRoute, detail),
            SocketError.AddressNotAvailable
            or SocketError.AddressAlreadyInUse
            or SocketError.NoBufferSpaceAvailable
            or SocketError.TooManyOpenSockets
            or SocketError.AccessDenied => Judgement.Unknown(Reason.LocalResources, detail),
            _ => null,
        };
    }
}
