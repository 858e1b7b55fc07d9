using System.Globalization;
using System.Runtime.ExceptionServices;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Catalogs.Checks.Http;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Https.Exchange;
using Ringback.ProbeWorker.Probes.Https.Tokens;
using Ringback.ProbeWorker.Probes.Net.Http;

namespace Ringback.ProbeWorker.Probes.Https.Steps;

/// <summary>Takes the steps one after the other until one fails, then those that clean up.</summary>
internal sealed class Scenario(HttpsCheck check, ProbeRun run, TextValues values, TokenSource tokens)
{
    /// <summary>What is left of a run for its cleanup, where it has any.</summary>
    private TimeSpan StepsLimit => check.Cleanup.Count > 0 ? run.TimeLimit * 3 / 4 : run.TimeLimit;

    private bool IsScenario => check.Steps.Count > 0;

    /// <summary>Of this run alone; null where none are kept.</summary>
    private readonly CookieJar? _cookies = check.Cookies ? new CookieJar(run.Time, values) : null;

    public async Task<Judgement> RunAsync(CancellationToken deadline)
    {
        if (check.Cleanup.Count == 0)
            return Limits.Worst(await StepsAsync(deadline), Limits.OfTotal(check, run.Elapsed));

        ExceptionDispatchInfo? escaped = null;
        var judgement = Judgement.Up;
        try
        {
            judgement = await StepsWithinAsync(deadline);
        }
        catch (Exception e)
        {
            escaped = ExceptionDispatchInfo.Capture(e);
        }

        var cleaned = await CleanUpAsync();
        escaped?.Throw();
        return Limits.Worst(Limits.Worst(judgement, cleaned), Limits.OfTotal(check, run.Elapsed));
    }

    private async Task<Judgement> StepsWithinAsync(CancellationToken deadline)
    {
        using var limit = new CancellationTokenSource(Left(StepsLimit), run.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, deadline);
        try
        {
            return await StepsAsync(either.Token);
        }
        catch (OperationCanceledException) when (!deadline.IsCancellationRequested)
        {
            return Judgement.Down(
                Reason.Timeout,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The steps did not finish within {StepsLimit.TotalSeconds:0.###} s, the rest is for the cleanup: the time ran out in phase {run.LastPhase}."
                )
            );
        }
    }

    private async Task<Judgement> StepsAsync(CancellationToken deadline)
    {
        var worst = Judgement.Up;
        for (var i = 0; i < check.Plan.Count; i++)
        {
            var judgement = await TakeAsync(check.Plan[i], i + 1, PhaseNames.Step, deadline);
            worst = Limits.Worst(worst, judgement);
            if (judgement.Outcome is not (Outcome.Up or Outcome.Degraded))
                return worst;
        }

        return worst;
    }

    /// <summary>Each is tried, whatever became of the others.</summary>
    private async Task<Judgement> CleanUpAsync()
    {
        // The steps may have used up the run's time; a cleanup that is cut off leaves something behind at the target.
        var left = Left(run.TimeLimit);
        using var deadline = new CancellationTokenSource(left > TimeSpan.Zero ? left : ProbeRunner.Grace / 2, run.Time);
        var worst = Judgement.Up;
        foreach (var (step, i) in check.Cleanup.Select((step, i) => (step, i)))
        {
            try
            {
                var judgement = await TakeAsync(step, i + 1, PhaseNames.Cleanup, deadline.Token);
                if (judgement.Outcome != Outcome.Up)
                    worst = Limits.Worst(worst, NotCleaned(judgement.Detail));
            }
            catch (OperationCanceledException)
            {
                return Limits.Worst(worst, NotCleaned($"Cleanup {i + 1} ({step.Name}): the time was over."));
            }
        }

        return worst;

        static Judgement NotCleaned(string? detail) => Judgement.Degraded(Reason.AssertionFailed, detail ?? "");
    }

    private TimeSpan Left(TimeSpan limit) => limit > run.Elapsed ? limit - run.Elapsed : TimeSpan.Zero;

    private async Task<Judgement> TakeAsync(HttpStep step, int number, string phase, CancellationToken deadline)
    {
        if (!IsScenario)
            return await new StepRun(check, run, values, tokens, _cookies).RunAsync(step, null, deadline);

        var started = run.Time.GetTimestamp();
        var label = $"{(phase == PhaseNames.Step ? "Step" : "Cleanup")} {number} ({step.Name})";
        run.Evidence.Note(label);
        Judgement judgement;
        try
        {
            judgement = await new StepRun(check, run, values, tokens, _cookies).RunAsync(step, phase, deadline);
        }
        catch (Exception e) when (Escape.Judge(e) is { } judged)
        {
            judgement = judged;
        }

        if (phase == PhaseNames.Step)
        {
            run.Measure(MeasurementNames.StepSeconds[number - 1], run.Time.GetElapsedTime(started).TotalSeconds);
            if (judgement.Outcome is Outcome.Down or Outcome.Unknown)
                run.Measure(MeasurementNames.FailedStep, number);
        }

        return judgement.Detail is { } detail ? judgement with { Detail = $"{label}: {detail}" } : judgement;
    }
}
