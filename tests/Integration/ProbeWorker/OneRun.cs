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
    /// <param name="means">Instead of <paramref name="secrets"/>, where the resolver is another too, or not every address may be reached.</param>
    /// <param name="time">Null for the system's.</param>
    public static async Task<ProbeResult> OfAsync(
        Check check,
        TimeSpan limit,
        ProbeKind? kind = null,
        Secrets? secrets = null,
        bool evidenceAlways = false,
        ProbeMeans? means = null,
        TimeProvider? time = null
    )
    {
        time ??= TimeProvider.System;
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
            means ?? new ProbeMeans(Resolver.OfSystem, secrets ?? Secrets.OfProcess),
            name => kind ?? ProbeList.Find(name),
            _ => TimeSpan.Zero,
            time,
            NullLogger.Instance
        )
        {
            EvidenceAlways = evidenceAlways,
        };
        using var halt = new Halt();
        var planned = new PlannedRun(target, Instant.Now(time), Trigger.Manual);
        return await runner.RunAsync(planned, TimeSpan.Zero, halt);
    }
}
