using System.Net.Sockets;
using Ringback.Model.Results;
using Ringback.Protocols.Sip;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

internal static class SipFailures
{
    /// <summary>Whether something did not leave, for a reason that is no bug of ours.</summary>
    public static bool IsOfTransport(Exception exception) =>
        exception is SocketException or IOException or ObjectDisposedException;

    /// <summary>A transaction's own time-out: to its user the same as a 408 (RFC 3261 §8.1.3.1).</summary>
    public static JudgedException Silence(SipRequest request) =>
        new(Judgement.Down(Reason.Timeout, $"No final response to {request.Method} came within 64·T1."));

    /// <summary>Our 2xx was never acknowledged (§13.3.1.4).</summary>
    public static JudgedException NoAck() =>
        new(Judgement.Down(Reason.Timeout, "The answer to a call was not acknowledged within 64·T1."));

    /// <summary>An INVITE without the Contact or with a broken Record-Route.</summary>
    public static JudgedException NoDialog(SipRequest invite) =>
        new(
            Judgement.Down(
                Reason.ProtocolError,
                $"{invite.StartLine} lacks a usable Contact or has a broken Record-Route."
            )
        );

    /// <summary>The caller took the call back before it was answered.</summary>
    public static JudgedException TakenBack() =>
        new(Judgement.Down(Reason.ProtocolError, "The call was cancelled before it was answered."));

    /// <summary>A 2xx without the Contact or with a broken Record-Route: the call cannot even be ended.</summary>
    public static JudgedException NoDialog(SipResponse response) =>
        new(
            Judgement.Down(
                Reason.ProtocolError,
                $"{response.Status} {response.Reason} lacks a usable Contact or has a broken Record-Route."
            )
        );
}
