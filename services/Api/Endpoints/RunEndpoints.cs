using System.ComponentModel;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Security;
using Ringback.Model;
using Ringback.Model.Access;
using Ringback.Model.Catalogs;
using Ringback.Store.Catalogs;
using Ringback.Store.Reads;
using Ringback.Store.Runs;

namespace Ringback.Api.Endpoints;

/// <param name="Regions">Ids of those that are to check; all that watch it where left out, of a call target the first.</param>
internal sealed record RunNowRequest(IReadOnlyList<string>? Regions = null);

/// <param name="At">Slot of its results; their trigger is <c>manual</c>, and no figure counts them.</param>
/// <param name="Missing">Ids of the regions that have not answered.</param>
internal sealed record RunNowAnswer(
    string Id,
    string Target,
    Instant At,
    IReadOnlyList<ResultAnswer> Results,
    IReadOnlyList<string> Missing
);

/// <summary>Checks that somebody wants now, from some regions; told as they come, or all together.</summary>
internal static class RunEndpoints
{
    private const string EventStream = "text/event-stream";
    private const int LongestWait = 120;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <summary>From one run by hand to the next.</summary>
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(10);

    /// <summary>Of calls to one server: nobody's lines are filled by hand.</summary>
    private static readonly TimeSpan CallSpacing = TimeSpan.FromSeconds(60);

    public static void MapRuns(this RouteGroupBuilder v1)
    {
        v1.MapPost("/targets/{id}/runs", AskAsync)
            .Needs(Role.Operator)
            .ForOneTarget()
            .Produces<RunNowAnswer>()
            .Produces<RunNowAnswer>(StatusCodes.Status202Accepted)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("RunNow")
            .WithSummary("Checks a target now from some regions; no figure counts it")
            .WithDescription(
                "With Accept: text/event-stream the first event is 'asked', each result is a 'result' as it comes, and 'end' the last; else the answer "
                    + "waits for all of them, as long as 'wait' says, and is 202 where some are missing. A target is checked by "
                    + "hand every 10 seconds at most, a call server every minute and from one region at a time, a wrong password hourly."
            )
            .DisableRequestTimeout();
        v1.MapGet("/targets/{id}/runs/{run:long}", GetAsync)
            .Needs(Role.Viewer)
            .ForOneTarget()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("GetRun")
            .WithSummary("What came of a check that somebody asked for");
    }

    private static async Task<IResult> AskAsync(
        [Description("Id of the target")] string id,
        RunNowRequest request,
        [Description("Seconds to wait for results, 0 to 120; 30 where left out")] string? wait,
        HttpContext context,
        TargetReads targets,
        CatalogVersions versions,
        RunLedger runs,
        RunResults results,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var now = Instant.Now(time);
        var catalog = (await versions.InForceAsync(now, cancel))?.Catalog;
        if (
            await targets.FindAsync(id, now, cancel) is not { } row
            || catalog?.Targets.FirstOrDefault(each => each.Id == id) is not { } target
        )
        {
            return Problems.NoSuchTarget(id);
        }

        var errors = new QueryErrors();
        var regions = Regions(request, target, errors);
        var seconds = Wait(wait, errors);
        if (errors.Any)
            return errors.ToProblem();

        var call = target.Check.PlacesCalls ? target.Check.Server.Host : null;
        var spacing = call is null ? Spacing : CallSpacing;
        if (target.Check.LeastInterval > spacing)
            spacing = target.Check.LeastInterval;

        var wish = new RunWish(row.Number, regions, call, spacing);
        var outcome = await runs.AskAsync(wish, id, Caller.Actor(context), cancel);
        if (outcome.Run is not { } run)
            return TooSoon(context, outcome);

        var deadline = now + TimeSpan.FromSeconds(seconds);
        if (context.Request.GetTypedHeaders().Accept.Any(each => each.MediaType == EventStream))
            return TypedResults.ServerSentEvents(StreamAsync(row, run, results, deadline, time, cancel));

        var answer = await results.ReadAsync(row, run, cancel);
        while (answer.Missing.Count > 0 && Instant.Now(time) < deadline)
        {
            await Task.Delay(Poll, time, cancel);
            answer = await results.ReadAsync(row, run, cancel);
        }

        return answer.Missing.Count == 0
            ? TypedResults.Ok(answer)
            : TypedResults.Accepted($"/v1/targets/{id}/runs/{run.Id}", answer);
    }

    private static async Task<Results<Ok<RunNowAnswer>, ProblemHttpResult>> GetAsync(
        [Description("Id of the target")] string id,
        [Description("Id of the run")] long run,
        TargetReads targets,
        RunLedger runs,
        RunResults results,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        if (await targets.FindAsync(id, Instant.Now(time), cancel) is not { } row)
            return Problems.NoSuchTarget(id);

        return await runs.FindAsync(row.Number, run, cancel) is { } asked
            ? TypedResults.Ok(await results.ReadAsync(row, asked, cancel))
            : TypedResults.Problem(
                statusCode: StatusCodes.Status404NotFound,
                title: "No such run",
                detail: "Nobody asked for a run of this target by this id."
            );
    }

    private static async IAsyncEnumerable<SseItem<object>> StreamAsync(
        TargetRow target,
        AskedRun run,
        RunResults results,
        Instant deadline,
        TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var told = new HashSet<string>();
        var answer = await results.ReadAsync(target, run, cancel);
        yield return new SseItem<object>(answer, "asked"); // at once: headers go with the first event
        while (true)
        {
            foreach (var result in answer.Results.Where(result => told.Add(result.Region)))
                yield return new SseItem<object>(result, "result");

            if (answer.Missing.Count == 0 || Instant.Now(time) >= deadline)
            {
                yield return new SseItem<object>(answer, "end");
                yield break;
            }

            await Task.Delay(Poll, time, cancel);
            answer = await results.ReadAsync(target, run, cancel);
        }
    }

    private static IReadOnlyList<string> Regions(RunNowRequest request, Target target, QueryErrors errors)
    {
        if (request.Regions is not { } given)
            return target.Check.PlacesCalls ? [.. target.Regions.Take(1)] : target.Regions;

        if (given.Count == 0 || !given.All(target.Regions.Contains))
            errors.Add("regions", $"must be of those that watch it: {string.Join(", ", target.Regions)}");
        else if (target.Check.PlacesCalls && given.Distinct().Count() > 1)
            errors.Add("regions", "must be one: by hand a server is called from one region at a time");

        return [.. given.Distinct()];
    }

    private static int Wait(string? text, QueryErrors errors)
    {
        if (text is null)
            return 30;
        if (
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= LongestWait
        )
            return seconds;

        errors.Add("wait", $"must be a whole number of seconds from 0 to {LongestWait}");
        return 0;
    }

    private static ProblemHttpResult TooSoon(HttpContext context, RunOutcome outcome)
    {
        var seconds = ((outcome.RetryAfter.Ticks - 1) / TimeSpan.TicksPerSecond) + 1;
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Problem(
            statusCode: StatusCodes.Status429TooManyRequests,
            title: "Too soon",
            detail: outcome.ByActor
                ? $"You asked for {RunLedger.MostAnHour} runs within an hour; again in {seconds} s."
                : $"It was checked by hand a moment ago, or another call goes to the same server; again in {seconds} s."
        );
    }
}
