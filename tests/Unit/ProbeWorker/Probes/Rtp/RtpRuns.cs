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

    public Task<ProbeResult> RunAsync(
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
        return OneRun.OfAsync(
            change(check),
            limit ?? TimeSpan.FromSeconds(30),
            ProbeKind.Of(RtpCheck.KindName, new RtpProbe(_sender, walk ?? new PortWalk())),
            new Secrets(name => name == "PASSWORD" ? "secret1" : null),
            evidenceAlways: true
        );
    }

    public void Dispose() => _sender.Dispose();
}
