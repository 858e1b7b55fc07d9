using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Answers;
using Ringback.Api.Endpoints.Tables;
using Ringback.Api.Exports;

namespace Ringback.Api.Endpoints;

internal static class LatencyEndpoints
{
    public static void MapLatency(this RouteGroupBuilder v1) =>
        v1.MapGet("/targets/{id}/latency", GetAsync)
            .WithName("GetLatency")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("How long a target takes: percentiles of merged histograms, and its runs counted")
            .WithDescription(
                "Percentiles are never averaged: each is that of all runs of the window, the regions and the piece. Hours are kept for years; in a zone whose offset is no whole hour, bounds of days lie at the full hour before."
            );

    private static async Task<
        Results<
            Ok<LatencyAnswer>,
            TableAnswer<DistributionTables.Row<LatencyPiece>>,
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
        var answer = LatencyAnswer.Of(distribution, region);
        return form == Form.Json
            ? TypedResults.Ok(answer)
            : new TableAnswer<DistributionTables.Row<LatencyPiece>>(
                DistributionTables.Latency,
                form,
                DistributionTables.Rows(answer),
                DistributionTables.Rows((LatencyAnswer)answer.Settled())
            );
    }
}
