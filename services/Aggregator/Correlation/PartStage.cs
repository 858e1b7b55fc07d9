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
        var since = Earliest(reaching, from);
        var ofRegions = await correlation.Subjects.IncidentsAsync([], [], regions, since, cancel);
        // A region's incident may be longer than those of components that are parts of it: they may be over, and belong to it still.
        var ofComponents = await correlation.Subjects.IncidentsAsync(
            [],
            components,
            [],
            Earliest(ofRegions, since),
            cancel
        );
        List<SubjectIncident> wholes = [.. ofRegions, .. ofComponents];
        if (wholes.Count == 0)
            return;

        var parts = await correlation.Subjects.IncidentsAsync(
            [.. targets.Keys],
            [],
            [],
            Earliest(wholes, since),
            cancel
        );
        var pairs = await new PartFinder(correlation.States, targets, now).FindAsync(wholes, parts, cancel);
        await correlation.Parts.WriteAsync([.. wholes.Select(whole => whole.Id)], pairs, cancel);
    }

    private static Instant Earliest(IEnumerable<SubjectIncident> incidents, Instant from) =>
        incidents.Aggregate(from, (first, each) => Instant.Min(first, each.Window.From));
}
