using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net.Sip;

namespace Ringback.ProbeWorker.Probes.Sip;

/// <summary>Asks a SIP server for one of its services, and judges the answers.</summary>
/// <remarks>
/// <c>rtt_seconds</c> is from the first sending to the final response: a lost datagram shows as delay, as it does to a
/// phone. Whatever ends a run, what it left at the server is ended too: behind it, within 64·T1.
/// </remarks>
internal sealed class SipProbe : IProbe<SipCheck>
{
    public Task<Judgement> RunAsync(SipCheck check, ProbeRun run, CancellationToken deadline) =>
        SipServers.UseAsync(check, run, (agent, until) => AskAsync(check, run, agent, until), deadline);

    private static async Task<Judgement> AskAsync(
        SipCheck check,
        ProbeRun run,
        SipUserAgent agent,
        CancellationToken deadline
    )
    {
        // The wrong password is made up: the right one need not be here.
        var credentials =
            check.Service == SipService.WrongCredentials
                ? null
                : await SipCredentials.ReadAsync(check, run.Means.Secrets, deadline);
        try
        {
            return check.Service switch
            {
                SipService.Register => await RegisterStep.RunAsync(check, credentials!, agent, run, deadline),
                SipService.Call => await CallStep.RunAsync(check, credentials, agent, run, deadline),
                SipService.WrongCredentials => await WrongCredentialsStep.RunAsync(check, agent, run, deadline),
                _ => await OptionsStep.RunAsync(check, agent, run, deadline),
            };
        }
        finally
        {
            run.Measure(MeasurementNames.Retransmissions, agent.Retransmissions);
        }
    }
}
