using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net.Sip;

namespace Ringback.ProbeWorker.Probes.Sip;

/// <summary>OPTIONS: whether the server is there (RFC 3261 §11).</summary>
internal static class OptionsStep
{
    public static async Task<Judgement> RunAsync(
        SipCheck check,
        SipUserAgent agent,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        using var phase = run.Phase(PhaseNames.Exchange);
        var uri = SipConnector.UriOf(check, check.User, agent.Origin);
        var received = await agent.RequestAsync(SipOutbound.Options(uri, agent.Origin), deadline);
        run.Measure(MeasurementNames.RttSeconds, received.Rtt.TotalSeconds);
        run.TimingError = received.SendError;
        run.Measure(MeasurementNames.StatusCode, received.Response.Status);
        return AnswerPolicy.Judge(check, received.Response);
    }
}
