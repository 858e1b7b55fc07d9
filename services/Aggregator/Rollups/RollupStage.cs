using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Rollups;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Rollups;

/// <summary>The hours of each claimed target: those that have ended are rolled up, those that were touched are rolled up again.</summary>
/// <remarks>Whatever the order in which results come, what is stored is <see cref="HourRollup.Of"/> of all of them.</remarks>
internal sealed class RollupStage(IDerivation derivation, Instant now)
{
    /// <summary>After an hour's end: by then most of its results are here, and it need not be rolled up twice.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>Of one derivation, where many have ended since the last one.</summary>
    private const int MostHours = 24;

    /// <summary>Hours whose runs are held at once.</summary>
    private const int HoursTogether = 256;

    private readonly Instant _ended = EndedAt(now);

    /// <summary>End of the last hour that is over at an instant.</summary>
    internal static Instant EndedAt(Instant now) => (now - Grace).HourStart;

    /// <returns>By target, when its next hour is to be rolled up; null for never.</returns>
    public async Task<IReadOnlyDictionary<int, Instant?>> RunAsync(CancellationToken cancel)
    {
        var horizon = await derivation.Rollups.HorizonAsync(cancel);
        var rolledTo = derivation.Targets.ToDictionary(target => target.Id, target => RolledTo(target, horizon));
        var hours = derivation.Targets.SelectMany(target => Hours(target, rolledTo[target.Id], horizon)).ToHashSet();
        hours.UnionWith(await MovedAsync(rolledTo, horizon, cancel));
        await RebuildAsync(hours, cancel);

        var advanced = derivation.Targets.Where(target => rolledTo[target.Id] != target.RolledTo).ToList();
        if (advanced.Count > 0)
        {
            await derivation.Rollups.AdvanceAsync(
                advanced.ToDictionary(target => target.Id, target => rolledTo[target.Id]),
                cancel
            );
        }

        return derivation.Targets.ToDictionary(target => target.Id, target => NextAt(target, rolledTo[target.Id], now));
    }

    /// <summary>Up to where a target's hours are rolled up after this derivation.</summary>
    private Instant RolledTo(ClaimedTarget target, Instant horizon)
    {
        var from = From(target, horizon);
        return Instant.Max(from, Instant.Min(_ended, from + (MostHours * HourRollup.Length)));
    }

    private static Instant From(ClaimedTarget target, Instant horizon)
    {
        var begun = target.Lifetime.Select(life => life.From.HourStart).DefaultIfEmpty(horizon).Min();
        return Instant.Max(target.RolledTo ?? begun, horizon);
    }

    /// <summary>Those that have ended since the last derivation, and those that results touched: such raw results are there, before the horizon too.</summary>
    private static IEnumerable<ViewHour> Hours(ClaimedTarget target, Instant rolledTo, Instant horizon)
    {
        foreach (var region in target.Assignments.Keys)
        {
            var view = new View(target.Id, region);
            for (var hour = From(target, horizon); hour < rolledTo; hour += HourRollup.Length)
                yield return new ViewHour(view, hour);
        }

        foreach (var touch in target.Touches)
        {
            var hour = touch.At.HourStart;
            if (touch.Region is { } region && hour < rolledTo)
                yield return new ViewHour(new View(target.Id, region), hour);
        }
    }

    /// <summary>Those that were rolled up under other windows of maintenance than there are now.</summary>
    /// <remarks>Up to where they are rolled up, not to the last hour that is over: the clock of whoever did it may have been ahead of this one.</remarks>
    private async Task<IEnumerable<ViewHour>> MovedAsync(
        Dictionary<int, Instant> rolledTo,
        Instant horizon,
        CancellationToken cancel
    )
    {
        var touched = derivation
            .Targets.Select(target =>
                (
                    Target: target,
                    From: target
                        .Touches.Where(touch => touch.Region is null)
                        .Select(touch => Instant.Max(touch.At, horizon).HourStart)
                        .DefaultIfEmpty(Instant.MaxValue)
                        .Min()
                )
            )
            .Where(each => each.From < rolledTo[each.Target.Id])
            .ToDictionary(each => each.Target.Id);
        if (touched.Count == 0)
            return [];

        var days = await derivation.Rollups.DaysAsync(
            [
                .. touched.Values.SelectMany(
                    each => each.Target.Assignments.Keys,
                    (each, region) =>
                        (
                            new View(each.Target.Id, region),
                            ViewDay.DayOf(each.From),
                            ViewDay.DayOf(rolledTo[each.Target.Id])
                        )
                ),
            ],
            cancel
        );
        return from day in days
            let target = touched[day.Key.View.Target]
            from place in Enumerable.Range(0, DayRollup.Hours)
            let hour = day.Key.At + (place * HourRollup.Length)
            where
                hour >= target.From
                && day.Value[place] is { } stored
                && !stored.Maintenance.SequenceEqual(HourRollup.MaintenanceOf(hour, target.Target.Maintenance))
            select new ViewHour(day.Key.View, hour);
    }

    private async Task RebuildAsync(HashSet<ViewHour> hours, CancellationToken cancel)
    {
        var targets = derivation.Targets.ToDictionary(target => target.Id);
        foreach (var together in Together(hours))
        {
            var runs = await derivation.Rollups.RunsAsync(
                [
                    .. together.SelectMany(
                        day => day,
                        (day, hour) => (day.Key.View, new Window(hour.At, hour.At + HourRollup.Length))
                    ),
                ],
                cancel
            );
            var stored = await derivation.Rollups.DaysAsync(
                [.. together.Select(day => (day.Key.View, day.Key.Day, day.Key.Day))],
                cancel
            );
            var changed = new Dictionary<ViewDay, DayRollup>();
            foreach (var day in together)
            {
                var before = stored.GetValueOrDefault(day.Key, DayRollup.Empty);
                var after = Rebuild(before, day, [.. runs[day.Key.View]], targets[day.Key.View.Target]);
                if (!after.Equals(before))
                    changed[day.Key] = after;
            }

            if (changed.Count > 0)
                await derivation.Rollups.WriteAsync(changed, cancel);
        }
    }

    private static DayRollup Rebuild(
        DayRollup day,
        IEnumerable<ViewHour> hours,
        IReadOnlyList<RolledRun> runs,
        ClaimedTarget target
    )
    {
        foreach (var hour in hours)
        {
            var watched = target.Assignments[hour.View.Region];
            day = day.With(hour.Place, HourRollup.Of(hour.At, runs, watched, target.Maintenance));
        }

        return day;
    }

    /// <summary>Whole days, in the one order in which rows are written, some at a time.</summary>
    private static IEnumerable<List<IGrouping<ViewDay, ViewHour>>> Together(HashSet<ViewHour> hours)
    {
        var together = new List<IGrouping<ViewDay, ViewHour>>();
        var days = hours
            .GroupBy(hour => ViewDay.Of(hour.View, hour.At))
            .OrderBy(day => (day.Key.View.Target, day.Key.View.Region, day.Key.Day));
        foreach (var day in days)
        {
            together.Add(day);
            if (together.Sum(each => each.Count()) < HoursTogether)
                continue;

            yield return together;
            together = [];
        }

        if (together.Count > 0)
            yield return together;
    }

    /// <summary>When the next hour in which any region watches has ended; at once where some that have are left.</summary>
    internal static Instant? NextAt(ClaimedTarget target, Instant rolledTo, Instant now)
    {
        if (rolledTo < EndedAt(now))
            return now;

        var watched = target.Assignments.Values.SelectMany(windows => windows).Where(window => window.To > rolledTo);
        var next = watched
            .Select(window => Instant.Max(window.From, rolledTo).HourStart)
            .DefaultIfEmpty(Instant.MaxValue)
            .Min();
        return next == Instant.MaxValue ? null : next + HourRollup.Length + Grace;
    }

    private readonly record struct ViewHour(View View, Instant At)
    {
        /// <summary>In its day, 0 to 23.</summary>
        public int Place => (int)((At - ViewDay.Of(View, At).At) / HourRollup.Length);
    }
}
