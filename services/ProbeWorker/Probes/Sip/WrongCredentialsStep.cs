using System.Security.Cryptography;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net.Sip;

namespace Ringback.ProbeWorker.Probes.Sip;

/// <summary>REGISTER with a password that nobody has: a server that takes it lets everybody in.</summary>
/// <remarks>Asked once a run, as a server's guard counts wrong passwords. Where it is taken, the binding is removed again.</remarks>
internal static class WrongCredentialsStep
{
    public static async Task<Judgement> RunAsync(
        SipCheck check,
        SipUserAgent agent,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        var username = check.Credential!.Username;
        var wrong = new SipCredentials(
            username,
            RandomNumberGenerator.GetHexString(32),
            check.AnsweredRealm,
            check.Digest
        );
        var binding = agent.Bind(SipConnector.AccountOf(check, username), wrong);
        using var phase = run.Phase(PhaseNames.Register);
        var received = await binding.RegisterAsync(deadline);
        var response = received.Response;
        run.Measure(MeasurementNames.RttSeconds, received.Rtt.TotalSeconds);
        run.TimingError = received.SendError;
        run.Measure(MeasurementNames.StatusCode, response.Status);
        if (response.IsSuccess)
            return Judgement.Down(
                Reason.AssertionFailed,
                $"A wrong password was taken: {response.Status} {response.Reason}"
            );

        return check.Status.Contains(response.Status) && binding.Algorithm is null
            ? Judgement.Down(
                Reason.AssertionFailed,
                $"No password was asked for: {response.Status} {response.Reason}. {binding.Refusal}".TrimEnd()
            )
            : AnswerPolicy.Judge(check, response, binding.Refusal);
    }
}
