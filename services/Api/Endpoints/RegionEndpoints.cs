using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Security;
using Ringback.Model;
using Ringback.Store.Reads;

namespace Ringback.Api.Endpoints;

internal sealed record RegionsAnswer(IReadOnlyList<RegionAnswer> Regions);

/// <param name="Workers">Those that have spoken of their clocks in the last quarter of an hour.</param>
internal sealed record RegionAnswer(string Id, string Name, IReadOnlyList<WorkerAnswer> Workers);

/// <param name="ReportedAt">When the centre heard it.</param>
/// <param name="ClockOffsetSeconds">How far the worker's clock is ahead of its time servers'; negative where it is behind.</param>
/// <param name="ClockMarginSeconds">Bound of the error of that.</param>
/// <param name="ClockServers">How many time servers it has asked.</param>
/// <param name="ClockSkewed">Surely wrong by more than 100 ms.</param>
internal sealed record WorkerAnswer(
    string Name,
    Instant ReportedAt,
    decimal ClockOffsetSeconds,
    decimal ClockMarginSeconds,
    int ClockServers,
    bool ClockSkewed
);

internal static class RegionEndpoints
{
    public static void MapRegions(this RouteGroupBuilder v1) =>
        v1.MapGet("/regions", ListAsync)
            .ForLimitedCallersToo()
            .WithName("ListRegions")
            .WithSummary("The regions that watch something, and the clocks of their workers")
            .WithDescription("A worker is there while it has spoken of its clock within the last quarter of an hour.");

    private static async Task<Ok<RegionsAnswer>> ListAsync(
        ClockReads clocks,
        Limits limits,
        HttpContext context,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var regions = await clocks.ReadAsync(Instant.Now(time), await limits.OfAsync(context), cancel);
        return TypedResults.Ok(
            new RegionsAnswer([
                .. regions.Select(region => new RegionAnswer(
                    region.Id,
                    region.Name,
                    [.. region.Clocks.Select(Answer)]
                )),
            ])
        );
    }

    private static WorkerAnswer Answer(WorkerClockRow clock) =>
        new(
            clock.Worker,
            clock.At,
            Seconds(clock.Reading.Offset),
            Seconds(clock.Reading.Margin),
            clock.Reading.Servers,
            clock.Reading.IsSkewed()
        );

    private static decimal Seconds(TimeSpan time) => (decimal)time.Ticks / TimeSpan.TicksPerSecond;
}
