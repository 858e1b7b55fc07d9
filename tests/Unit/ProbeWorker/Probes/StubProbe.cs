using Ringback.Model.Catalogs.Checks;
using Ringback.ProbeWorker.Probes;

namespace Ringback.Tests.Unit.ProbeWorker.Probes;

/// <summary>A probe that does what a test says.</summary>
internal sealed class StubProbe(Func<ProbeRun, CancellationToken, Task<Judgement>> run) : IProbe<HttpsCheck>
{
    public Task<Judgement> RunAsync(HttpsCheck check, ProbeRun probeRun, CancellationToken deadline) =>
        run(probeRun, deadline);
}
