using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Endpoints.Tables;
using Ringback.Api.Exports;
using Ringback.Api.Security;
using Ringback.Model;
using Ringback.Model.Catalogs;

namespace Ringback.Api.Endpoints;

/// <param name="Threshold">How many times faster than allowed the budget must burn, in both windows.</param>
/// <param name="LongRate">Of the long window, floored to 3 decimals; null where nothing was counted. Likewise the short one.</param>
/// <param name="Fires">Both windows burn faster than the threshold, on evidence enough.</param>
internal sealed record BurnAnswer(
    decimal Threshold,
    double LongSeconds,
    double ShortSeconds,
    decimal? LongRate,
    decimal? ShortRate,
    bool Fires
);

/// <param name="Targets">Ids that it is promised of; with components, several together are as good as the worst of them.</param>
/// <param name="Goal">The share promised, of what <paramref name="Basis"/> says.</param>
/// <param name="From">Start of the period: the calendar month in the contract's zone, or a rolling window that ends now.</param>
/// <param name="AsOf">Up to when data is complete: nothing later counts.</param>
/// <param name="Availability">Of the period up to as_of, in service hours, floored to 9 decimals; null where nothing was measured.</param>
/// <param name="SuccessRatio">Good of valid runs; null, with its counts, unless the promise is one of runs.</param>
/// <param name="CallQuality">Conforming of completed calls; null, with its counts, unless the promise is one of calls.</param>
/// <param name="ErrorBudget">In <paramref name="Unit"/>: of time what is counted and still to come, of runs and calls what is counted so far.</param>
/// <param name="BudgetRemaining">Negative once it is overdrawn.</param>
/// <param name="Unit">seconds, runs or calls.</param>
internal sealed record SlaAnswer(
    string Id,
    IReadOnlyList<string> Targets,
    IReadOnlyList<string> Components,
    ObjectiveBasis Basis,
    decimal Goal,
    string Zone,
    Instant From,
    Instant To,
    Instant AsOf,
    decimal? Availability,
    decimal? Coverage,
    decimal MeasuredSeconds,
    decimal DownSeconds,
    decimal UnknownSeconds,
    decimal MaintenanceSeconds,
    long? ValidRuns,
    long? GoodRuns,
    decimal? SuccessRatio,
    long? CompletedCalls,
    long? ConformingCalls,
    decimal? CallQuality,
    decimal? ErrorBudget,
    decimal? BudgetRemaining,
    string Unit,
    IReadOnlyList<BurnAnswer> Burn
);

internal sealed record SlasAnswer(IReadOnlyList<SlaAnswer> Objectives);

internal static class SlaEndpoints
{
    public static void MapSla(this RouteGroupBuilder v1) =>
        v1.MapGet("/sla", GetAsync)
            .ForLimitedCallersToo()
            .WithName("GetSla")
            .WithSummary("Every objective in its running period: figures, error budget, burn rates")
            .WithDescription("At most 15 seconds old. Closed months are statements.");

    private static async Task<Results<Ok<SlasAnswer>, TableAnswer<SlaAnswer>, ValidationProblem>> GetAsync(
        [Description("Id of a component: the objectives that name it alone")] string? component,
        [Description("Id of a target: the objectives that name it alone")] string? target,
        [Description(Form.Choice)] string? format,
        SlaSource source,
        Limits limits,
        HttpRequest request,
        CancellationToken cancel
    )
    {
        var errors = new QueryErrors();
        errors.RefuseUnlessId("component", component);
        errors.RefuseUnlessId("target", target);
        var form = Form.Read(format, request, errors);
        if (errors.Any)
            return errors.ToProblem();

        var reach = await limits.OfAsync(request.HttpContext);
        var all = await source.ReadAsync(cancel);
        var chosen = all.Objectives.Where(objective =>
            (component is null || objective.Components.Contains(component))
            && (target is null || objective.Targets.Contains(target))
            && reach?.Holds(objective.Targets, objective.Components) != false
        );
        return form == Form.Json
            ? TypedResults.Ok(new SlasAnswer([.. chosen]))
            : new TableAnswer<SlaAnswer>(SlaTable.Columns, form, chosen);
    }
}
