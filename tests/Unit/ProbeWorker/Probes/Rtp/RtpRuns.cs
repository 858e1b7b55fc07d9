using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp;

/// <summary>Whole runs of the probe against a loopback peer. This machine may be busy: what is tested is what becomes of the call.</summary>
internal sealed class RtpRuns : IDisposable
{
    private readonly PacedSender _sender = new();

    /// <summary>That no run here exceeds.</summary>
    public static RtpLimits Wide { get; } = new() { Delay = TimeSpan.FromMinutes(1), Jitter = TimeSpan.FromMinutes(1) };

    public async Task<ProbeResult> RunAsync(
        int port,
        Func<RtpCheck, RtpCheck> change,
        TimeSpan? limit = null,
        PortWalk? walk = null
    )
    {
        var check = new RtpCheck
        {
            Host = "127.0.0.1",
            Port = port,
            Extension = "echo",
            MediaDuration = TimeSpan.FromSeconds(0.4),
            MaxSendLateness = TimeSpan.FromMinutes(1),
            JitterBuffer = TimeSpan.FromMinutes(1),
            Limits = Wide,
        };
        var target = new Target
        {
            Id = "pbx-echo",
            Name = "Echo",
            Regions = ["prague"],
            Interval = TimeSpan.FromMinutes(2),
            Timeout = limit ?? TimeSpan.FromSeconds(30),
            Check = change(check),
        };
        var runner = new ProbeRunner(
            "prague",
            new ProbeMeans(Resolver.OfSystem, new Secrets(_ => null)),
            _ => ProbeKind.Of(RtpCheck.KindName, new RtpProbe(_sender, walk ?? new PortWalk())),
            _ => TimeSpan.Zero,
            TimeProvider.System,
            NullLogger.Instance
        )
        {
            EvidenceAlways = true,
        };
        using var halt = new Halt();
        var planned = new PlannedRun(target, Instant.Now(TimeProvider.System), Trigger.Manual);
        return await runner.RunAsync(planned, TimeSpan.Zero, halt);
    }

    public void Dispose() => _sender.Dispose();
}
