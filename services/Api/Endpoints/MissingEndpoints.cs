using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
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

    private static async Task<Results<Ok<MissingAnswer>, ProblemHttpResult, ValidationProblem>> ListAsync(
        [Description("Id of the target")] string id,
        [Description("First slot, RFC 3339 with an offset; a day before 'to' where left out")] string? from,
        [Description("End of the window, exclusive; now where left out")] string? to,
        [Description("Id of a region; all of them where left out")] string? region,
        TargetReads targets,
        MissingReads missing,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var now = Instant.Now(time);
        var errors = new QueryErrors();
        var window = QueryWindow.Read(from, to, TimeSpan.FromDays(1), Longest, now, errors);
        errors.RefuseUnlessId("region", region);
        if (errors.Any)
            return errors.ToProblem();

        if (await targets.FindAsync(id, now, cancel) is not { } target)
            return Problems.NoSuchTarget(id);

        var slots = await missing.ReadAsync(target.Number, region, window, now, cancel);
        return TypedResults.Ok(
            new MissingAnswer(target.Id, [.. slots.Select(s => new MissingSlotAnswer(s.Region, s.ScheduledAt))])
        );
    }
}
