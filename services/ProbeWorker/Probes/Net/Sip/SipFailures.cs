using Ringback.Model.Results;
using Ringback.Protocols.Sip;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

internal static class SipFailures
{
    /// <summary>A transaction's own time-out: to its user the same as a 408 (RFC 3261 §8.1.3.1).</summary>
    public static JudgedException Silence(SipRequest request) =>
        new(Judgement.Down(Reason.Timeout, $"No final response to {request.Method} came within 64·T1."));

    /// <summary>A 2xx without the Contact or with a broken Record-Route: the call cannot even be ended.</summary>
    public static JudgedException NoDialog(SipResponse response) =>
        new(
            Judgement.Down(
                Reason.ProtocolError,
                $"{response.Status} {response.Reason} lacks a usable Contact or has a broken Record-Route."
            )
        );
}
