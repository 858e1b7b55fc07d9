using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Https;
using Ringback.ProbeWorker.Probes.Https.Tokens;
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

    public static Task<ProbeResult> RunAsync(
        HttpsCheck check,
        double timeout = 60,
        bool evidenceAlways = false,
        Func<string, string?>? secrets = null,
        TokenCache? tokens = null
    ) =>
        OneRun.OfAsync(
            check,
            TimeSpan.FromSeconds(timeout),
            ProbeKind.Of(HttpsCheck.KindName, new HttpsProbe(tokens ?? new TokenCache())),
            secrets is null ? null : new Secrets(secrets),
            evidenceAlways
        );
}
