using Ringback.Model.Catalogs.Checks;
using Ringback.ProbeWorker.Probes.Https.Steps;
using Ringback.ProbeWorker.Probes.Https.Tokens;
using Ringback.ProbeWorker.Probes.Net.Http;

namespace Ringback.ProbeWorker.Probes.Https;

/// <summary>Fetches a page, or walks through a scenario, each request over a connection of its own.</summary>
/// <remarks>
/// Each connection is resolve, connect, tls; each request on it request, first_byte, body. A phase <c>redirect</c>,
/// <c>token</c>, <c>step</c> or <c>cleanup</c> is what we took to get ready for the next one, and parts it from the one
/// before. <c>rtt_seconds</c> is the first_byte of the last step.
/// </remarks>
/// <param name="tokens">Of all targets, as those that log in alike share a token.</param>
internal sealed class HttpsProbe(TokenCache tokens) : IProbe<HttpsCheck>
{
    public async Task<Judgement> RunAsync(HttpsCheck check, ProbeRun run, CancellationToken deadline)
    {
        var values = await TextValues.ReadAsync(check.Secrets, run.Means.Secrets, deadline);
        var scenario = new Scenario(check, run, values, new TokenSource(check, run, values, tokens));
        return await values.RedactAsync(() => scenario.RunAsync(deadline));
    }
}
