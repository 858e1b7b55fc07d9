using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Store.Catalogs;

/// <summary>A stretch as it is stored.</summary>
internal readonly record struct MaintenanceRow(long Id, MaintenanceStretch Stretch);

/// <summary>What of one window's stretches goes, and what comes.</summary>
/// <param name="MaintenanceWindow">Its number.</param>
internal sealed record MaintenanceChange(
    int MaintenanceWindow,
    IReadOnlyList<MaintenanceRow> Gone,
    IReadOnlyList<MaintenanceStretch> Come
)
{
    public bool IsNone => Gone.Count == 0 && Come.Count == 0;

    public static MaintenanceChange Between(
        int window,
        IReadOnlyList<MaintenanceRow> stored,
        IReadOnlyList<MaintenanceStretch> revised
    )
    {
        var come = revised.ToHashSet();
        var gone = stored.Where(row => !come.Remove(row.Stretch)).ToList();
        return new MaintenanceChange(window, gone, [.. revised.Where(come.Contains)]);
    }

    /// <summary>Whether anybody is taken out of time before an instant who was not, or the other way round.</summary>
    public bool AltersTimeBefore(Instant at)
    {
        var past = new Window(Instant.MinValue, at);
        return !Times(Gone.Select(row => row.Stretch)).SetEquals(Times(Come));

        HashSet<(MaintenanceScope, Window)> Times(IEnumerable<MaintenanceStretch> stretches) =>
            [
                .. stretches
                    .GroupBy(stretch => stretch.Scope)
                    .SelectMany(
                        same => Windows.Union(same.Select(stretch => stretch.Window.Intersect(past))),
                        (same, window) => (same.Key, window)
                    ),
            ];
    }
}
