using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Answers;
using Ringback.Api.Endpoints.Tables;
using Ringback.Api.Exports;

namespace Ringback.Api.Endpoints;

internal static class QualityEndpoints
{
    public static void MapQuality(this RouteGroupBuilder v1) =>
        v1.MapGet("/targets/{id}/quality", GetAsync)
            .WithName("GetQuality")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary(
                "What calls are like: conforming and completed ones, percentiles of delay, jitter, loss and MOS"
            )
            .WithDescription(
                "Delay, jitter and loss are those of the way there and back. Percentiles are never averaged; hours are kept for years."
            );

    private static async Task<
        Results<
            Ok<QualityAnswer>,
            TableAnswer<DistributionTables.Row<QualityPiece>>,
            ProblemHttpResult,
            ValidationProblem
        >
    > GetAsync(
        [Description("Id of the target")] string id,
        [Description(DistributionQuery.StartChoice)] string? from,
        [Description(DistributionQuery.EndChoice)] string? to,
        [Description(QueryPeriod.Choice)] string? period,
        [Description(QueryPeriod.ZoneOfDaysChoice)] string? zone,
        [Description(DistributionQuery.RegionChoice)] string? region,
        [Description(DistributionQuery.ResolutionChoice)] string? resolution,
        [Description(Form.Choice)] string? format,
        DistributionSource source,
        HttpRequest request,
        CancellationToken cancel
    )
    {
        var errors = new QueryErrors();
        var query = new DistributionQuery(id, new PeriodText(from, to, period, zone), region, resolution);
        var distribution = await source.ReadAsync(query, errors, cancel);
        var form = Form.Read(format, request, errors);
        if (errors.Any)
            return errors.ToProblem();

        if (distribution is null)
            return Problems.NoSuchTarget(id);

        Finality.TellOf(distribution.Target, distribution.Whole.Window, query.Period, resolution, request.HttpContext);
        var answer = QualityAnswer.Of(distribution, region);
        return form == Form.Json
            ? TypedResults.Ok(answer)
            : new TableAnswer<DistributionTables.Row<QualityPiece>>(
                DistributionTables.Quality,
                form,
                DistributionTables.Rows(answer),
                DistributionTables.Rows((QualityAnswer)answer.Settled())
            );
    }
}
