using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Catalogs.Checks.Http;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Https.Exchange;
using Ringback.ProbeWorker.Probes.Net.Http;

namespace Ringback.ProbeWorker.Probes.Https.Tokens;

/// <summary>The token of one run: the one that is kept, or else one that is fetched in a timed step of its own.</summary>
internal sealed class TokenSource(HttpsCheck check, ProbeRun run, TextValues values, TokenCache cache)
{
    private string? _access;

    /// <summary>Whether the token in use is from an earlier run, so that its server may have changed its mind since.</summary>
    public bool WasKept { get; private set; }

    private OAuthGrant Grant => check.Login!.OAuth2!;

    /// <returns>The value of an Authorization header.</returns>
    /// <inheritdoc cref="FetchAsync" path="/exception"/>
    public async Task<string> FindAsync(CancellationToken deadline)
    {
        if (_access is null && cache.TryFind(Grant, out var kept) && run.Time.GetTimestamp() < kept.Due)
        {
            WasKept = true;
            Use(kept);
        }

        return _access is null ? await FetchAsync(deadline) : $"Bearer {_access}";
    }

    /// <summary>A new one, by way of the refresh token where there is one that is taken.</summary>
    /// <returns>The value of an Authorization header.</returns>
    /// <exception cref="JudgedException">The server gives none.</exception>
    public async Task<string> FetchAsync(CancellationToken deadline)
    {
        var started = run.Time.GetTimestamp();
        var refresh = cache.TryFind(Grant, out var kept) ? kept.Refresh : null;
        cache.Forget(Grant);
        WasKept = false;
        var answer = refresh is null ? null : await AskAsync(TokenRequest.OfRefresh(refresh), deadline);
        if (answer?.Status != 200)
            answer = await AskAsync(
                await TokenRequest.OfGrantAsync(Grant, run.Means.Secrets, values, deadline),
                deadline
            );

        var token = TokenAnswer.Read(answer, run.Time);
        cache.Keep(Grant, token);
        Use(token);
        run.Measure(MeasurementNames.TokenSeconds, run.Time.GetElapsedTime(started).TotalSeconds);
        return $"Bearer {_access}";
    }

    private void Use(Token token)
    {
        _access = token.Access;
        values.Hide(token.Access);
        values.Hide(token.Refresh ?? "");
    }

    private async Task<HttpAnswer> AskAsync(
        IReadOnlyList<(string Name, string Value)> fields,
        CancellationToken deadline
    )
    {
        OutgoingRequest request;
        using (run.Phase(PhaseNames.Token))
            request = await TokenRequest.ReadAsync(Grant, fields, run.Means.Secrets, values, deadline);

        // Its own connection, in HTTP/1.1: token endpoints speak it all, and the target's protocol says nothing of them.
        return await HttpExchange.RunAsync(
            check with
            {
                Protocol = HttpVersionAsked.Http11,
                Warm = false,
            },
            request,
            run,
            values,
            deadline
        );
    }
}
