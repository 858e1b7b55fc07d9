using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Catalogs.Checks.Http;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Https.Exchange;
using Ringback.ProbeWorker.Probes.Https.Tokens;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Net.Http;

namespace Ringback.ProbeWorker.Probes.Https.Steps;

/// <summary>One step: the request, the redirects that it is sent on, and what its answer must be.</summary>
/// <param name="cookies">Null where none are kept.</param>
internal sealed class StepRun(HttpsCheck check, ProbeRun run, TextValues values, TokenSource tokens, CookieJar? cookies)
{
    private const int Unauthorized = 401;
    private const int MostShownOfBody = 400;

    /// <param name="phase">What the time before the first request is called; null for a check without steps.</param>
    public async Task<Judgement> RunAsync(HttpStep step, string? phase, CancellationToken deadline)
    {
        var before = run.Phases.Count;
        var usesToken = check.Login?.OAuth2 is not null && !step.Request.Anonymous;
        var login = usesToken
            ? await tokens.FindAsync(deadline)
            : await OutgoingRequest.LoginAsync(check, step, run, values, deadline);
        var request = Prepare(step, phase, login);
        var answer = await FollowAsync(request, step.Request, deadline);
        if (answer.Status == Unauthorized && usesToken && tokens.WasKept)
        {
            run.Evidence.Note("the token that was kept is not taken any more: another one is fetched");
            request = Prepare(step, phase, await tokens.FetchAsync(deadline));
            answer = await FollowAsync(request, step.Request, deadline);
        }

        if (phase != PhaseNames.Cleanup)
            Measure(answer);

        var judgement = AnswerJudge.Judge(step.Expect, answer, values) ?? Captures.Take(step.Captures, answer, values);
        if (judgement is { } bad)
        {
            if (step.Captures.Count == 0 && answer.Body.Length > 0)
                run.Evidence.Note($"the body begins: {values.Redact(answer.Beginning(MostShownOfBody))}");

            return bad;
        }

        return PhaseLimits.Find(check.PhaseLimits, run.Phases.Skip(before)) ?? Judgement.Up;
    }

    private void Measure(HttpAnswer answer)
    {
        run.Measure(MeasurementNames.StatusCode, answer.Status);
        run.Measure(MeasurementNames.SizeBytes, answer.Body.Length);
        if (answer.FirstByte is { } firstByte)
            run.Measure(MeasurementNames.RttSeconds, firstByte.TotalSeconds);
    }

    private OutgoingRequest Prepare(HttpStep step, string? phase, string? authorization)
    {
        if (phase is null)
            return OutgoingRequest.Of(step, values, authorization);

        using var getReady = run.Phase(phase);
        return OutgoingRequest.Of(step, values, authorization);
    }

    private async Task<HttpAnswer> FollowAsync(
        OutgoingRequest request,
        HttpRequestPlan plan,
        CancellationToken deadline
    )
    {
        var most = plan.Redirects;
        for (var followed = 0; ; followed++)
        {
            var sent = plan.Anonymous ? request : request with { Cookies = cookies?.HeaderFor(request.Url) };
            var answer = await HttpExchange.RunAsync(check, sent, run, values, deadline);
            cookies?.Take(answer);
            if (most == 0 || answer.Location is null || !Redirect.IsOne(answer.Status))
                return answer;

            run.Measure(MeasurementNames.RedirectsCount, followed + 1);
            if (followed == most)
            {
                throw new JudgedException(
                    Judgement.Down(
                        Reason.UnexpectedStatus,
                        $"Redirected more than {most} times, at last to {answer.Location}."
                    )
                );
            }

            using var getReady = run.Phase(PhaseNames.Redirect);
            request = Redirect.Next(request, answer);
        }
    }
}
