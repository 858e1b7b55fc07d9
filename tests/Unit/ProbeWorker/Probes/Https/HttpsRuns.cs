using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Model;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Https;
using Ringback.ProbeWorker.Probes.Https.Tokens;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.Tests.BadPeers;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Https;

/// <summary>One run of the https probe, as the worker makes it.</summary>
internal static class HttpsRuns
{
    public static Task<ProbeResult> RunAsync(
        LoopbackTlsServer server,
        Func<HttpsCheck, HttpsCheck>? change = null,
        double timeout = 60,
        bool evidenceAlways = false,
        Func<string, string?>? secrets = null,
        TokenCache? tokens = null
    )
    {
        var check = new HttpsCheck
        {
            Url = server.Url,
            Tls = new TlsSettings { CaFile = server.CaFile },
        };
        return RunAsync(change is null ? check : change(check), timeout, evidenceAlways, secrets, tokens);
    }

    public static async Task<ProbeResult> RunAsync(
        HttpsCheck check,
        double timeout = 60,
        bool evidenceAlways = false,
        Func<string, string?>? secrets = null,
        TokenCache? tokens = null
    )
    {
        using var halt = new Halt();
        var kind = ProbeKind.Of(HttpsCheck.KindName, new HttpsProbe(tokens ?? new TokenCache()));
        var runner = new ProbeRunner(
            Planned.Region,
            new ProbeMeans(Resolver.OfSystem, secrets is null ? Secrets.OfProcess : new Secrets(secrets)),
            _ => kind,
            _ => TimeSpan.Zero,
            TimeProvider.System,
            NullLogger.Instance
        )
        {
            EvidenceAlways = evidenceAlways,
        };
        var target = Planned.Target(timeout: timeout) with { Check = check };
        return await runner.RunAsync(
            new PlannedRun(target, Instant.Now(TimeProvider.System), Trigger.Manual),
            TimeSpan.Zero,
            halt
        );
    }
}
