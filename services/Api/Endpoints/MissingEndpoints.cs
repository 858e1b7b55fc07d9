using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Endpoints.Tables;
using Ringback.Api.Exports;
using Ringback.Api.Pages;
using Ringback.Model;
using Ringback.Store.Reads;

namespace Ringback.Api.Endpoints;

internal sealed record MissingAnswer(string Target, IReadOnlyList<MissingSlotAnswer> Missing);

internal sealed record MissingSlotAnswer(string Region, Instant ScheduledAt);

internal static class MissingEndpoints
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public static void MapMissing(this RouteGroupBuilder v1) =>
        v1.MapGet("/targets/{id}/missing", ListAsync)
            .WithName("ListMissing")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Expected slots for which no result came, although one could be here by now")
            .WithDescription("By region, then in order of time; at most 7 days at once.");

    private static async Task<
        Results<
            Ok<MissingAnswer>,
            TableAnswer<(string Target, MissingSlotAnswer Slot)>,
            ProblemHttpResult,
            ValidationProblem
        >
    > ListAsync(
        [Description("Id of the target")] string id,
        [Description("First slot, RFC 3339 with an offset; a day before 'to' where left out")] string? from,
        [Description(QueryPeriod.EndChoice)] string? to,
        [Description(QueryPeriod.Choice)] string? period,
        [Description(QueryPeriod.ZoneChoice)] string? zone,
        [Description("Id of a region; all of them where left out")] string? region,
        [Description(Form.Choice)] string? format,
        TargetReads targets,
        MissingReads missing,
        ReportZone report,
        TimeProvider time,
        HttpRequest request,
        CancellationToken cancel
    )
    {
        var now = Instant.Now(time);
        var errors = new QueryErrors();
        var window = await QueryPeriod.ReadAsync(
            new PeriodText(from, to, period, zone),
            TimeSpan.FromDays(1),
            Longest,
            report,
            now,
            errors,
            cancel
        );
        var form = Form.Read(format, request, errors);
        errors.RefuseUnlessId("region", region);
        if (errors.Any)
            return errors.ToProblem();

        if (await targets.FindAsync(id, now, cancel) is not { } target)
            return Problems.NoSuchTarget(id);

        var slots = await missing.ReadAsync(target.Number, region, window, now, cancel);
        var answer = new MissingAnswer(
            target.Id,
            [.. slots.Select(s => new MissingSlotAnswer(s.Region, s.ScheduledAt))]
        );
        return form == Form.Json
            ? TypedResults.Ok(answer)
            : new TableAnswer<(string Target, MissingSlotAnswer Slot)>(
                MissingTable.Columns,
                form,
                answer.Missing.Select(slot => (target.Id, slot))
            );
    }
}
