using Ringback.Model.Calendars;
using Ringback.Model.Catalogs;

namespace Ringback.Model.Sla;

/// <summary>One time at which announced work takes place.</summary>
/// <param name="Day">On which it begins, by its zone's calendar; of a one-off by UTC.</param>
public readonly record struct Occurrence(DateOnly Day, Window Window);

/// <summary>Announced work as windows of time (semantics, "Verdict over regions").</summary>
public static class MaintenanceOccurrences
{
    /// <summary>Those that overlap a bounded window, in order of their days; they may overlap one another.</summary>
    /// <remarks>One that clocks jump over as a whole is none.</remarks>
    /// <exception cref="TimeZoneNotFoundException">This machine does not know the zone.</exception>
    public static IEnumerable<Occurrence> Of(MaintenanceTime time, Window within) =>
        time switch
        {
            OneOff once => Of(once, within),
            Recurring recurring => Of(recurring, within),
            _ => throw new ArgumentException($"{time.GetType().Name} is no known kind", nameof(time)),
        };

    private static IEnumerable<Occurrence> Of(OneOff once, Window within)
    {
        var window = new Window(once.From, once.To);
        if (window.Overlaps(within))
            yield return new Occurrence(Zone.Utc.DayAt(once.From), window);
    }

    private static IEnumerable<Occurrence> Of(Recurring recurring, Window within)
    {
        if (within.IsEmpty)
            yield break;

        var zone = Zone.Find(recurring.Zone);
        var first = Later(recurring.First, zone.DayAt(within.From).AddDays(-Recurring.LongestDays - 1));
        var last = Earlier(recurring.Last ?? DateOnly.MaxValue, zone.DayAt(within.To));
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            if (!recurring.FallsOn(day))
                continue;

            var window = On(day, recurring, zone);
            if (window.Overlaps(within))
                yield return new Occurrence(day, window);
        }
    }

    private static Window On(DateOnly day, Recurring recurring, Zone zone)
    {
        var from = zone.FirstAt(day.ToDateTime(recurring.Start));
        if (recurring.Duration is { } duration)
            return new Window(from, from + duration);

        var end = recurring.End ?? throw new ArgumentException("neither a duration nor an end", nameof(recurring));
        return new Window(from, zone.FirstAt((end > recurring.Start ? day : day.AddDays(1)).ToDateTime(end)));
    }

    private static DateOnly Later(DateOnly left, DateOnly right) => left > right ? left : right;

    private static DateOnly Earlier(DateOnly left, DateOnly right) => left < right ? left : right;
}
