using Ringback.Protocols.Sip;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>What we answer to requests of the peer (RFC 3261 §8.2 and §12.2.2): a probe takes no calls and changes none.</summary>
internal static class SipServerAnswers
{
    private const string Allowed = "INVITE, ACK, CANCEL, BYE, OPTIONS";

    /// <param name="call">The call it belongs to; null for none.</param>
    /// <param name="isInOrder">Whether its CSeq is above the last one of its dialog.</param>
    /// <returns>Null for an ACK, which nobody answers.</returns>
    public static SipResponse? Answer(SipRequest request, SipCall? call, bool isInOrder, string tag)
    {
        if (request.Method == SipMethods.Ack)
            return null;

        var fault = SipMessageRules.FindFault(request);
        if (fault != SipFault.None)
            return SipResponse.Answering(request, 400, $"Bad Request: {fault}", tag);

        var isInDialog = request.To?.Tag is not null;
        var (status, reason) = (request.Method, isInDialog, call is not null) switch
        {
            (_, true, true) when !isInOrder => (500, "Out Of Order"),
            (SipMethods.Options, _, _) => (200, "OK"),
            (SipMethods.Bye, true, true) => (200, "OK"),

            // The session stays as it was agreed (§14.2).
            (SipMethods.Invite, true, true) => (488, "Not Acceptable Here"),
            (SipMethods.Invite, false, _) => (486, "Busy Here"),
            (_, true, true) => (501, "Not Implemented"),
            _ => (481, "Call/Transaction Does Not Exist"),
        };
        return SipResponse.Answering(request, status, reason, tag, [new(SipHeaderNames.Allow, Allowed)]);
    }
}
