using Ringback.Model.Catalogs.Checks;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>Places a call and measures its media: to an extension that sends back what it hears, or from one account to another.</summary>
/// <remarks>Whatever ends a run, its call is ended too: where the time is over, behind it and within 64·T1.</remarks>
/// <param name="sender">Shared by all calls of the worker.</param>
/// <param name="ports">Likewise.</param>
internal sealed class RtpProbe(PacedSender sender, PortWalk ports) : IProbe<RtpCheck>
{
    public async Task<Judgement> RunAsync(RtpCheck check, ProbeRun run, CancellationToken deadline)
    {
        var means = new CallMeans(check, run, sender, ports);
        return check.Callee is { } callee
            ? await new LoopCall(means, callee).RunAsync(deadline)
            : await new EchoCall(means).RunAsync(deadline);
    }
}
