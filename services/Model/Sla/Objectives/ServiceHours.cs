using Ringback.Model.Calendars;
using Ringback.Model.Catalogs;

namespace Ringback.Model.Sla.Objectives;

/// <summary>The time that an objective counts at all.</summary>
/// <remarks>
/// Bounds are local and follow the rule of all local bounds (<see cref="Zone.FirstAt"/>): hours that adjoin by the clocks
/// adjoin in time, in the nights in which clocks change too. A holiday takes out the hours that begin on it.
/// </remarks>
public sealed class ServiceHours
{
    private readonly ServiceCalendar? _calendar;
    private readonly Zone _zone;
    private readonly HashSet<DateOnly> _holidays;

    private ServiceHours(ServiceCalendar? calendar, Zone zone) =>
        (_calendar, _zone, _holidays) = (calendar, zone, [.. calendar?.Holidays ?? []]);

    /// <summary>All time.</summary>
    public static ServiceHours Always { get; } = new(null, Zone.Utc);

    /// <exception cref="TimeZoneNotFoundException">This machine does not know the zone.</exception>
    public static ServiceHours Of(ServiceCalendar calendar) => new(calendar, Zone.Find(calendar.Zone));

    /// <summary>What of a window they are: ordered, without overlaps, touching ones joined.</summary>
    /// <param name="window">Bounded, where they are not all time.</param>
    public IReadOnlyList<Window> Within(Window window) =>
        _calendar is null
            ? Windows.Union([window])
            : Windows.Union(
                Period
                    .Touching(PeriodKind.Day, window, _zone)
                    .Where(day => !_holidays.Contains(day.First))
                    .SelectMany(day => On(day.First))
                    .Select(hours => hours.Intersect(window))
            );

    private IEnumerable<Window> On(DateOnly day) =>
        _calendar!
            .Week.GetValueOrDefault(day.DayOfWeek, [])
            .Select(hours => new Window(At(day, hours.From), At(day, hours.To)));

    private Instant At(DateOnly day, int minute) => _zone.FirstAt(day.ToDateTime(TimeOnly.MinValue).AddMinutes(minute));
}
