namespace Ringback.Model.Calendars;

/// <summary>The calendar's lengths.</summary>
public enum PeriodKind
{
    Day,
    Month,
    Quarter,
    Year,
}
