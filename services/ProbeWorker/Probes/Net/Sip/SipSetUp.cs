using Ringback.Model.Results;
using Ringback.Protocols.Sip;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>Waits for a call's final response, and records how long it took: the phases post_dial_delay and session_setup.</summary>
internal static class SipSetUp
{
    /// <inheritdoc cref="SipCall.Final" path="/exception"/>
    public static async Task<SipResponse> WaitAsync(SipCall call, ProbeRun run, CancellationToken deadline)
    {
        using var phase = run.Phase(PhaseNames.SessionSetup);
        try
        {
            var final = await call.Final.WaitAsync(deadline);
            run.Measure(MeasurementNames.StatusCode, final.Response.Status);
            return final.Response;
        }
        finally
        {
            // By the stamps of the packets, unlike the phase's own clock: the first ring is known also where no answer came.
            if (call.PostDialDelay is { } postDialDelay)
            {
                run.AddPhase(PhaseNames.PostDialDelay, postDialDelay);
                run.Measure(MeasurementNames.PostDialDelaySeconds, postDialDelay.TotalSeconds);
            }

            if (call.SetupTime is { } setup)
                run.Measure(MeasurementNames.SessionSetupSeconds, setup.TotalSeconds);
        }
    }
}
