using Ringback.Model;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Correlation;

/// <summary>Gives incidents of components and regions their parts.</summary>
/// <param name="targets">Those around the news, every other target of their components and regions among them.</param>
internal sealed class PartStage(
    Store.Correlation.Correlation correlation,
    IReadOnlyDictionary<int, ClaimedTarget> targets,
    Instant now
)
{
    public async Task RunAsync(short[] regions, Instant from, CancellationToken cancel)
    {
        int[] components =
        [
            .. targets.Values.SelectMany(target => target.Memberships).Select(member => member.Component).Distinct(),
        ];
        var wholes = await correlation.Subjects.IncidentsAsync([], components, regions, from, cancel);
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
