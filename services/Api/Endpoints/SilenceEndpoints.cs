using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Security;
using Ringback.Model;
using Ringback.Model.Access;
using Ringback.Model.Alerts;
using Ringback.Store.Access;
using Ringback.Store.Alerts;

namespace Ringback.Api.Endpoints;

/// <param name="Target">Id: incidents and alerts of it alone.</param>
/// <param name="Component">Id: incidents and alerts of it and of its targets.</param>
/// <param name="Kind">incident, budget_burn, coverage_low, certificate_expiring or vantage_lost; all where left out.</param>
/// <param name="Until">RFC 3339 with an offset, at most 30 days from now.</param>
/// <param name="Reason">Why, for whoever wonders: 1 to 500 characters.</param>
internal sealed record SilenceRequest(
    string? Until,
    string? Reason,
    string? Target = null,
    string? Component = null,
    string? Kind = null
);

/// <param name="Target">Null for any; likewise component and kind.</param>
/// <param name="Actor">Who asked for it.</param>
/// <param name="EndsAt">Until when, exclusive; when somebody ended it, where that was before.</param>
/// <param name="Standing">Whether it silences now.</param>
internal sealed record SilenceAnswer(
    string Id,
    string? Target,
    string? Component,
    string? Kind,
    string Reason,
    string Actor,
    Instant CreatedAt,
    Instant EndsAt,
    bool Standing
);

/// <param name="NextCursor">Give it as <c>cursor</c> for the next page; null on the last one.</param>
internal sealed record SilencesAnswer(IReadOnlyList<SilenceAnswer> Silences, string? NextCursor);

/// <summary>What nobody is called for. Feeds, pages and figures show it all the same.</summary>
internal static class SilenceEndpoints
{
    private const int PageSize = 100;
    private const int LongestReason = 500;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private static readonly string[] Kinds = [Silences.Incidents, .. AlertKinds.All];

    public static void MapSilences(this RouteGroupBuilder v1)
    {
        v1.MapGet("/silences", ListAsync)
            .Needs(Role.Viewer)
            .ForLimitedCallersToo()
            .WithName("ListSilences")
            .WithSummary("What nobody is called for, who said so, why, and until when; newest first");
        v1.MapPost("/silences", AddAsync)
            .Needs(Role.Operator)
            .ForLimitedCallersToo()
            .WithName("AddSilence")
            .WithSummary("Has nobody called for what it names, for a while")
            .WithDescription(
                "It hides nothing: feeds, pages and figures stay as they are. What was held back and still stands when the silence is over is told then; the end of what was told is told at once."
            );
        v1.MapGet("/silences/{silence:long}", GetAsync)
            .Needs(Role.Viewer)
            .ForLimitedCallersToo()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("GetSilence")
            .WithSummary("One silence, also one that is over");
        v1.MapDelete("/silences/{silence:long}", EndAsync)
            .Needs(Role.Operator)
            .ForLimitedCallersToo()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("EndSilence")
            .WithSummary("Ends it now; one that is over stays as it was");
    }

    private static async Task<Results<Ok<SilencesAnswer>, ValidationProblem>> ListAsync(
        [Description("true for those that silence now only, false for those that are over only")] bool? standing,
        [Description("next_cursor of the page before")] string? cursor,
        Silences silences,
        Limits limits,
        HttpContext context,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var errors = new QueryErrors();
        var before = errors.ReadCursor(cursor);
        if (errors.Any)
            return errors.ToProblem();

        var now = Instant.Now(time);
        var page = Page.Of(
            await silences.ReadAsync(standing, before, Page.Read(PageSize), await limits.OfAsync(context), cancel),
            PageSize,
            each => each.Id
        );
        return TypedResults.Ok(new SilencesAnswer([.. page.Rows.Select(each => Answer(each, now))], page.NextCursor));
    }

    private static async Task<Results<Ok<SilenceAnswer>, ProblemHttpResult>> GetAsync(
        [Description("Id of the silence")] long silence,
        HttpContext context,
        Silences silences,
        Limits limits,
        TimeProvider time,
        CancellationToken cancel
    ) =>
        await silences.FindAsync(silence, cancel) is { } found && IsWithin(await limits.OfAsync(context), found.Match)
            ? TypedResults.Ok(Answer(found, Instant.Now(time)))
            : Problems.NoSuchSilence();

    private static async Task<Results<Created<SilenceAnswer>, ValidationProblem, ProblemHttpResult>> AddAsync(
        SilenceRequest request,
        HttpContext context,
        Silences silences,
        Limits limits,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var now = Instant.Now(time);
        var errors = new QueryErrors();
        var match = ReadMatch(request, errors);
        if (!Instant.TryParse(request.Until ?? "", out var until) || until <= now || until > now + Longest)
            errors.Add(
                "until",
                $"must be an RFC 3339 instant with an offset, at most {Longest.TotalDays} days from now"
            );
        var reason = request.Reason?.Trim() ?? "";
        if (reason.Length is 0 or > LongestReason || reason.Any(char.IsControl))
            errors.Add("reason", $"must be 1 to {LongestReason} characters in one line");
        if (errors.Any)
            return errors.ToProblem();
        if (!IsWithin(await limits.OfAsync(context), match))
            return Problems.Beyond("The key is limited to components: it silences these, and targets of theirs.");

        if (await silences.AddAsync(match, until, reason, Caller.Actor(context), cancel) is { } added)
            return TypedResults.Created($"/v1/silences/{added.Id}", Answer(added, now));

        errors.Add(match.Target is null ? "component" : "target", "names none that there is or was");
        return errors.ToProblem();
    }

    private static async Task<Results<Ok<SilenceAnswer>, ProblemHttpResult>> EndAsync(
        [Description("Id of the silence")] long silence,
        HttpContext context,
        Silences silences,
        Limits limits,
        TimeProvider time,
        CancellationToken cancel
    ) =>
        await silences.FindAsync(silence, cancel) is { } found
        && IsWithin(await limits.OfAsync(context), found.Match)
        && await silences.EndAsync(silence, Caller.Actor(context), cancel) is { } ended
            ? TypedResults.Ok(Answer(ended, Instant.Now(time)))
            : Problems.NoSuchSilence();

    /// <summary>A caller that is limited to components has to do with silences of theirs alone, not with those of a whole kind.</summary>
    private static bool IsWithin(Reach? reach, SilenceMatch match) =>
        reach is null
        || (match.Component is { } component && reach.Components.Contains(component))
        || (match.Target is { } target && reach.Targets.Contains(target));

    private static SilenceMatch ReadMatch(SilenceRequest request, QueryErrors errors)
    {
        errors.RefuseUnlessId("target", request.Target);
        errors.RefuseUnlessId("component", request.Component);
        if (request.Target is not null && request.Component is not null)
            errors.Add("component", "stands in place of 'target': name one of them");
        if (request is { Target: null, Component: null, Kind: null })
            errors.Add(
                "kind",
                "must be given where neither 'target' nor 'component' is: everything is silenced by nobody"
            );
        if (request.Kind is { } kind && !Kinds.Contains(kind))
            errors.Add("kind", $"must be one of {string.Join(", ", Kinds)}");

        return new SilenceMatch(request.Target, request.Component, request.Kind);
    }

    private static SilenceAnswer Answer(Silence silence, Instant now) =>
        new(
            silence.Id.ToString(CultureInfo.InvariantCulture),
            silence.Match.Target,
            silence.Match.Component,
            silence.Match.Kind,
            silence.Reason,
            silence.Actor,
            silence.CreatedAt,
            silence.EndsAt,
            silence.EndsAt > now
        );
}
