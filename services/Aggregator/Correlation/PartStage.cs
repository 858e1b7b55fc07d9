using Ringback.Model;
using Ringback.Store.Correlation;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Correlation;

/// <summary>Gives incidents of components and regions their parts.</summary>
/// <param name="targets">Those around the news, every other target of their components and regions among them.</param>
internal sealed class PartStage(ICorrelation correlation, IReadOnlyDictionary<int, ClaimedTarget> targets, Instant now)
{
    public async Task RunAsync(short[] regions, Instant from, CancellationToken cancel)
    {
        int[] components =
        [
            .. targets.Values.SelectMany(target => target.Memberships).Select(member => member.Component).Distinct(),
        ];
        // Whether one is a part depends on all of it: whoever reaches to what changed is held against wholes from its own start on.
        var reaching = await correlation.Subjects.IncidentsAsync([.. targets.Keys], components, [], from, cancel);
        var since = reaching.Aggregate(from, (first, each) => Instant.Min(first, each.Window.From));
        var wholes = await correlation.Subjects.IncidentsAsync([], components, regions, since, cancel);
        if (wholes.Count == 0)
            return;

        var parts = await correlation.Subjects.IncidentsAsync(
            [.. targets.Keys],
            [],
            [],
            new Instant(wholes.Min(whole => whole.Window.From.Microseconds)),
            cancel
        );
        var pairs = await new PartFinder(correlation.States, targets, now).FindAsync(wholes, parts, cancel);
        await correlation.Parts.WriteAsync([.. wholes.Select(whole => whole.Id)], pairs, cancel);
    }
}
