using Ringback.Model.Catalogs.Checks;

namespace Ringback.ProbeWorker.Probes;

/// <summary>Checks one kind of target, once per call.</summary>
/// <remarks>
/// One instance serves every target of its kind at once, so it holds no state between calls. It lets I/O errors and
/// cancellation escape: <c>ProbeRunner</c> turns them into results, in one place. What only the protocol can judge,
/// such as a SIP 503, it returns itself. It never schedules, retries a run, logs or publishes.
/// </remarks>
/// <typeparam name="TCheck">What this kind of target is configured by.</typeparam>
internal interface IProbe<in TCheck>
    where TCheck : Check
{
    /// <param name="check">Validated by the centre; never changes while the run lasts.</param>
    /// <param name="run">The means it may use, and the record that it writes as it goes.</param>
    /// <param name="deadline">Cancelled when the target's time limit has passed, or the worker stops.</param>
    Task<Judgement> RunAsync(TCheck check, ProbeRun run, CancellationToken deadline);
}
