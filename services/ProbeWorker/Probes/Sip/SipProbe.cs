using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net.Sip;
using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Headers;

namespace Ringback.ProbeWorker.Probes.Sip;

/// <summary>Sends OPTIONS and judges the final response (RFC 3261 §11 and §17.1.2).</summary>
/// <remarks>
/// <c>rtt_seconds</c> is from the first sending to the final response: a lost datagram shows as delay, as it does to a
/// phone.
/// </remarks>
internal sealed class SipProbe : IProbe<SipCheck>
{
    public async Task<Judgement> RunAsync(SipCheck check, ProbeRun run, CancellationToken deadline)
    {
        var server = await run.Means.Resolver.ResolveAsync(run, check.Host, check.Port, deadline);
        run.Address = server;
        await using var agent = new SipUserAgent(run, server);
        try
        {
            using var phase = run.Phase(PhaseNames.Exchange);
            var uri = SipUri.Create(check.User, check.Host, check.Port);
            var received = await agent.RequestAsync(SipOutbound.Options(uri, agent.Local), deadline);
            run.Measure(MeasurementNames.RttSeconds, received.Rtt.TotalSeconds);
            run.TimingError = received.SendError;
            run.Measure(MeasurementNames.StatusCode, received.Response.Status);
            return Judge(check, received.Response);
        }
        finally
        {
            run.Measure(MeasurementNames.Retransmissions, agent.Retransmissions);
        }
    }

    private static Judgement Judge(SipCheck check, SipResponse response)
    {
        if (check.Status.Contains(response.Status))
            return Judgement.Up;

        var said = $"{response.Status} {response.Reason}";
        return
            response.Status == 503
            && response.First(SipHeaderNames.RetryAfter) is { } value
            && SipRetryAfter.TryParse(value, out var retryAfter)
            ? Judgement.Down(Reason.Busy, $"{said}, to be asked again after {retryAfter.After.TotalSeconds} s")
            : Judgement.Down(Reason.UnexpectedStatus, said);
    }
}
