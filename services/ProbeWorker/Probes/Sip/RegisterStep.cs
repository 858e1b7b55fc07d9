using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net.Sip;

namespace Ringback.ProbeWorker.Probes.Sip;

/// <summary>REGISTER: a binding is made, read back and removed (RFC 3261 §10.2).</summary>
/// <remarks><c>rtt_seconds</c> is of the REGISTER that was answered for good; the phase has the challenge in it too.</remarks>
internal static class RegisterStep
{
    public static async Task<Judgement> RunAsync(
        SipCheck check,
        SipCredentials credentials,
        SipUserAgent agent,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        var binding = agent.Bind(SipConnector.AccountOf(check, credentials.Username), credentials);
        var registered = await TimedAsync(run, PhaseNames.Register, binding.RegisterAsync(deadline));
        run.Measure(MeasurementNames.RttSeconds, registered.Rtt.TotalSeconds);
        run.TimingError = registered.SendError;
        run.Measure(MeasurementNames.StatusCode, registered.Response.Status);
        run.Evidence.Note($"digest: {binding.Algorithm ?? "none was asked for"}");
        var judgement = AnswerPolicy.Judge(check, registered.Response, binding.Refusal);
        if (!binding.MayBeBound)
            return judgement;

        var (_, ours) = await TimedAsync(run, PhaseNames.ReadBack, binding.ReadBackAsync(deadline));
        var removed = (await TimedAsync(run, PhaseNames.Unregister, binding.RemoveAsync(deadline))).Response;
        if (judgement.Outcome != Outcome.Up)
            return judgement;

        if (ours is null)
        {
            return Judgement.Down(
                Reason.AssertionFailed,
                "The registrar took the binding, and does not have it when it is read back."
            );
        }

        if (!removed.IsSuccess)
        {
            return Judgement.Degraded(
                Reason.UnexpectedStatus,
                $"The binding was not removed: {removed.Status} {removed.Reason}; it ends by itself."
            );
        }

        return binding.FindOurs(removed) is null
            ? Judgement.Up
            : Judgement.Degraded(Reason.AssertionFailed, "The registrar removed the binding, and still has it.");
    }

    private static async Task<T> TimedAsync<T>(ProbeRun run, string name, Task<T> step)
    {
        using var phase = run.Phase(name);
        return await step;
    }
}
