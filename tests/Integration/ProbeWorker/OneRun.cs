using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Check = Ringback.Model.Catalogs.Checks.Check;

namespace Ringback.Tests.Integration.ProbeWorker;

/// <summary>One run of a check as the worker makes it, on a machine that never stalls.</summary>
internal static class OneRun
{
    /// <param name="kind">The probe with means of the test's own; null for the worker's.</param>
    /// <param name="secrets">Null for those of the environment.</param>
    /// <param name="evidenceAlways">Evidence of a run that is up, too.</param>
    public static async Task<ProbeResult> OfAsync(
        Check check,
        TimeSpan limit,
        ProbeKind? kind = null,
        Secrets? secrets = null,
        bool evidenceAlways = false
    )
    {
        var target = new Target
        {
            Id = check.Kind,
            Name = check.Kind,
            Regions = ["prague"],
            Interval = TimeSpan.FromMinutes(2),
            Timeout = limit,
            Check = check,
        };
        var runner = new ProbeRunner(
            "prague",
            new ProbeMeans(Resolver.OfSystem, secrets ?? Secrets.OfProcess),
            name => kind ?? ProbeList.Find(name),
            _ => TimeSpan.Zero,
            TimeProvider.System,
            NullLogger.Instance
        )
        {
            EvidenceAlways = evidenceAlways,
        };
        using var halt = new Halt();
        return await runner.RunAsync(
            new PlannedRun(target, Instant.Now(TimeProvider.System), Trigger.Manual),
            TimeSpan.Zero,
            halt
        );
    }
}
