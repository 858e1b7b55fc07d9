using Ringback.Model.Catalogs;

namespace Ringback.Model.Sla;

/// <summary>What becomes of a maintenance window's time when its definition changes.</summary>
/// <remarks>
/// What has been stays as it was: a new definition counts from when it rules. Three things are said of the past itself, and
/// reach it: the instants of a one-off window, the days that a recurring one begins or ceases to speak of (its first and
/// last day, and those it skips), and a cancellation.
/// </remarks>
public static class MaintenanceRevision
{
    /// <param name="stored">Its stretches within <paramref name="reach"/>, in any order.</param>
    /// <param name="before">The definition until now; null where it had none.</param>
    /// <param name="after">The new definition; null where it has none any more: then it keeps what has passed.</param>
    /// <param name="scope">Whom the new definition takes out.</param>
    /// <param name="at">From when on the new definition rules.</param>
    /// <param name="reach">Bounded; what lies outside stays as it is.</param>
    /// <returns>All of its stretches within the reach, none empty, in order of day and time.</returns>
    public static IReadOnlyList<MaintenanceStretch> Of(
        IReadOnlyCollection<MaintenanceStretch> stored,
        MaintenanceWindow? before,
        MaintenanceWindow? after,
        MaintenanceScope scope,
        Instant at,
        Window reach
    )
    {
        if (after is { Cancelled: true })
            return [];

        var past = new Window(Instant.MinValue, at);
        var kept = stored
            .Where(stretch => !IsTakenBack(stretch, before, after))
            .Select(stretch => stretch with { Window = stretch.Window.Intersect(past) })
            .Where(stretch => !stretch.Window.IsEmpty)
            .ToList();
        var known = kept.Select(stretch => stretch.Day).ToHashSet();
        var future = new Window(at, Instant.MaxValue);
        var occurrences = after is null ? [] : MaintenanceOccurrences.Of(after.Time, reach);
        var added = occurrences
            .Select(occurrence => new MaintenanceStretch(
                occurrence.Day,
                after!.Time is OneOff || (IsNew(occurrence.Day, before) && !known.Contains(occurrence.Day))
                    ? occurrence.Window
                    : occurrence.Window.Intersect(future),
                scope
            ))
            .Where(stretch => !stretch.Window.IsEmpty);
        return
        [
            .. kept.Concat(added).GroupBy(stretch => (stretch.Day, stretch.Scope)).SelectMany(Joined).Order(ByTime),
        ];
    }

    /// <summary>Whether the new definition says that what the former one took out was not so.</summary>
    private static bool IsTakenBack(MaintenanceStretch stretch, MaintenanceWindow? before, MaintenanceWindow? after) =>
        (before?.Time, after?.Time) switch
        {
            (null, _) or (_, null) => false,
            (OneOff was, OneOff or Recurring) => stretch.Window.From >= was.From && stretch.Window.To <= was.To,
            (Recurring was, Recurring now) => was.Admits(stretch.Day) && !now.Admits(stretch.Day),
            _ => false,
        };

    /// <summary>Whether the former definition did not speak of a day at all.</summary>
    private static bool IsNew(DateOnly day, MaintenanceWindow? before) =>
        before is null or { Cancelled: true } || before.Time is not Recurring was || !was.Admits(day);

    private static IEnumerable<MaintenanceStretch> Joined(IEnumerable<MaintenanceStretch> sameDay)
    {
        var all = sameDay.ToList();
        return Windows.Union(all.Select(stretch => stretch.Window)).Select(window => all[0] with { Window = window });
    }

    private static readonly Comparer<MaintenanceStretch> ByTime = Comparer<MaintenanceStretch>.Create(
        (left, right) =>
            (left.Day, left.Window.From, left.Window.To).CompareTo((right.Day, right.Window.From, right.Window.To))
    );
}
