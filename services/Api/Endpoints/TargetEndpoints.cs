using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Endpoints.Tables;
using Ringback.Api.Exports;
using Ringback.Api.Security;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Reads;

namespace Ringback.Api.Endpoints;

/// <param name="Id">Slug: the key of every other address of this target.</param>
/// <param name="Kind">sip, rtp, turn, https or ntp.</param>
/// <param name="Components">Ids of the components that it belongs to now.</param>
/// <param name="Regions">Ids of the regions that watch it now.</param>
/// <param name="Quorum">majority, any, all, or how many regions must agree that it is down.</param>
/// <param name="CreatedAt">Start of its first lifetime.</param>
/// <param name="DeletedAt">End of its last lifetime; null while it is watched.</param>
internal sealed record TargetAnswer(
    string Id,
    string Name,
    string Kind,
    Verdict Verdict,
    IReadOnlyList<string> Components,
    IReadOnlyList<string> Regions,
    double IntervalSeconds,
    double TimeoutSeconds,
    int ConfirmFailures,
    int ConfirmSuccesses,
    string Quorum,
    Instant CreatedAt,
    Instant? DeletedAt
);

internal sealed record TargetsAnswer(IReadOnlyList<TargetAnswer> Targets);

internal static class TargetEndpoints
{
    public static void MapTargets(this RouteGroupBuilder v1)
    {
        v1.MapGet("/targets", ListAsync)
            .ForLimitedCallersToo()
            .WithName("ListTargets")
            .WithSummary("What is watched now")
            .WithDescription("By id, with the settings in force; addresses and accounts are in no answer.");
        v1.MapGet("/targets/{id}", GetAsync)
            .WithName("GetTarget")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("One target, also one that is no longer watched")
            .WithDescription("Its settings are those in force, or the last ones.");
    }

    private static async Task<Results<Ok<TargetsAnswer>, TableAnswer<TargetAnswer>, ValidationProblem>> ListAsync(
        [Description("Id of a component: its targets alone")] string? component,
        [Description("sip, rtp, turn, https, ntp or another kind of check: its targets alone")] string? kind,
        [Description("Id of a region: what it watches alone")] string? region,
        [Description("Those of this verdict alone")] string? verdict,
        [Description(Form.Choice)] string? format,
        TargetReads targets,
        TimeProvider time,
        HttpRequest request,
        CancellationToken cancel
    )
    {
        var errors = new QueryErrors();
        var filter = TargetFilter.Read(component, kind, region, verdict, errors);
        var form = Form.Read(format, request, errors);
        if (errors.Any)
            return errors.ToProblem();

        var limits = Caller.LimitsOf(request.HttpContext);
        var alive = await targets.ReadAliveAsync(Instant.Now(time), cancel);
        var chosen = alive.Where(target => filter.Takes(target, limits)).Select(Answer);
        return form == Form.Json
            ? TypedResults.Ok(new TargetsAnswer([.. chosen]))
            : new TableAnswer<TargetAnswer>(TargetTable.Columns, form, chosen);
    }

    private static async Task<Results<Ok<TargetAnswer>, ProblemHttpResult>> GetAsync(
        [Description("Id of the target")] string id,
        TargetReads targets,
        TimeProvider time,
        CancellationToken cancel
    ) =>
        await targets.FindAsync(id, Instant.Now(time), cancel) is { } target
            ? TypedResults.Ok(Answer(target))
            : Problems.NoSuchTarget(id);

    private static TargetAnswer Answer(TargetRow target) =>
        new(
            target.Id,
            target.Name,
            target.Kind,
            target.Verdict,
            target.Components,
            target.Regions,
            target.Settings.Interval.TotalSeconds,
            target.Settings.Timeout.TotalSeconds,
            target.Settings.Confirm.Failures,
            target.Settings.Confirm.Successes,
            target.Settings.Quorum.ToString(),
            target.Lifetimes[0].From,
            target.Lifetimes[^1].To == Instant.MaxValue ? null : target.Lifetimes[^1].To
        );
}
