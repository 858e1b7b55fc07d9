namespace Ringback.Model.Catalogs;

/// <summary>When service is promised: hours of the week by a zone's clocks, less holidays.</summary>
/// <param name="Zone">IANA zone.</param>
/// <param name="Week">The hours of each weekday that has any: in order, without overlaps.</param>
/// <param name="Holidays">Local days without any, in order.</param>
public sealed record ServiceCalendar(
    string Id,
    string Name,
    string Zone,
    IReadOnlyDictionary<DayOfWeek, IReadOnlyList<HoursOfDay>> Week,
    IReadOnlyList<DateOnly> Holidays
);
