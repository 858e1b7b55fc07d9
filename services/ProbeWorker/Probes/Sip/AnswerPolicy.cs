using System.Globalization;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Headers;

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

            // It works, and has no room for us: another caller may be the reason.
            486 or 600 => Judgement.Degraded(Reason.Busy, said),
            503 when FindRetryAfter(response) is { } after => Judgement.Degraded(
                Reason.Busy,
                string.Create(CultureInfo.InvariantCulture, $"{said}, to be asked again after {after.TotalSeconds} s")
            ),
            _ => Judgement.Down(Reason.UnexpectedStatus, said),
        };
    }

    private static TimeSpan? FindRetryAfter(SipResponse response) =>
        response.First(SipHeaderNames.RetryAfter) is { } value && SipRetryAfter.TryParse(value, out var retryAfter)
            ? retryAfter.After
            : null;
}
