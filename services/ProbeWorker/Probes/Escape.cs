using System.Net.Sockets;
using System.Security.Authentication;
using Ringback.Model.Results;

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
            AuthenticationException tls => Judgement.Down(
                Reason.TlsFailure,
                tls.InnerException is null ? tls.Message : $"{tls.Message} {tls.InnerException.Message}"
            ),
            EndOfStreamException => Judgement.Down(
                Reason.ConnectionClosed,
                "The peer closed the connection before it had answered."
            ),
            { InnerException: { } inner } when exception is IOException or HttpRequestException => Judge(inner),
            _ => null,
        };

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
