using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Timelines;

namespace Ringback.Store.Reads;

/// <summary>The slots that a region was to run, as its worker computes them.</summary>
internal static class ExpectedSlots
{
    /// <returns>In order of time, each with the instant by which its run has ended: it starts at most half an interval late.</returns>
    public static IEnumerable<(Instant At, Instant DueBy)> Of(
        TargetHistory history,
        string target,
        short region,
        string regionSlug,
        Window window
    )
    {
        var watched = history.Assignments.GetValueOrDefault(region, []);
        foreach (var stretch in watched.Select(window.Intersect).Where(stretch => !stretch.IsEmpty))
        {
            foreach (var (piece, settings) in history.Settings.Within(stretch))
            {
                var phase = Slots.Phase(target, regionSlug, settings.Interval);
                var slot = Slots.FirstAtOrAfter(piece.From, phase, settings.Interval);
                for (; slot < piece.To; slot += settings.Interval)
                    yield return (slot, slot + (settings.Interval / 2) + settings.Timeout);
            }
        }
    }
}
