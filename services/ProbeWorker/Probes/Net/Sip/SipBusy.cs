using System.Globalization;
using Ringback.Model.Results;
using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Headers;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>A refusal for want of room: the target works, and another caller may be the reason.</summary>
internal static class SipBusy
{
    /// <returns>Null where the response says nothing of the kind.</returns>
    public static Judgement? Find(SipResponse response)
    {
        var said = $"{response.Status} {response.Reason}";
        return response.Status switch
        {
            486 or 600 => Judgement.Degraded(Reason.Busy, said),

            // Without a date to come back at, a 503 is what a proxy says of a server that is dead.
            503 when FindRetryAfter(response) is { } after => Judgement.Degraded(
                Reason.Busy,
                string.Create(CultureInfo.InvariantCulture, $"{said}, to be asked again after {after.TotalSeconds} s")
            ),
            _ => null,
        };
    }

    private static TimeSpan? FindRetryAfter(SipResponse response) =>
        response.First(SipHeaderNames.RetryAfter) is { } value && SipRetryAfter.TryParse(value, out var retryAfter)
            ? retryAfter.After
            : null;
}
