using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net.Sip;
using Ringback.Protocols.Sip;

namespace Ringback.ProbeWorker.Probes.Sip;

/// <summary>What a final response says of the target: first the check's own lists, then what the code means by itself.</summary>
internal static class AnswerPolicy
{
    /// <param name="refusal">Why a challenge was not answered, as a sentence; null where none was left unanswered.</param>
    public static Judgement Judge(SipCheck check, SipResponse response, string? refusal = null)
    {
        var said = $"{response.Status} {response.Reason}";
        if (check.Status.Contains(response.Status))
            return Judgement.Up;

        if (check.DegradedStatus.Contains(response.Status))
            return Judgement.Degraded(Reason.UnexpectedStatus, said);

        return response.Status switch
        {
            401 or 407 or 403 when check.Credential is not null => Judgement.Down(
                Reason.AuthFailed,
                refusal is null ? said : $"{said}. {refusal}"
            ),
            _ => SipBusy.Find(response) ?? Judgement.Down(Reason.UnexpectedStatus, said),
        };
    }
}
