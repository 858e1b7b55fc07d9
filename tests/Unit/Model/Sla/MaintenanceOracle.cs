using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

/// <summary>When recurring work takes place, plainly: each month's days are listed, and a clock is looked at each quarter of an hour.</summary>
internal static class MaintenanceOracle
{
    public static List<Window> Of(Recurring recurring, DateTimeOffset from, DateTimeOffset to)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(recurring.Zone);
        var windows = new List<Window>();
        for (var day = from.UtcDateTime.Date.AddDays(-12); day <= to.UtcDateTime.Date.AddDays(2); day = day.AddDays(1))
        {
            var date = DateOnly.FromDateTime(day);
            if (date < recurring.First || date > recurring.Last || recurring.Skip.Any(skipped => skipped == date))
                continue;

            if (!recurring.Days.Any(each => Month(each, date.Year, date.Month).Contains(date)))
                continue;

            var begins = When(zone, day + recurring.Start.ToTimeSpan());
            var endsOn = recurring.End <= recurring.Start ? day.AddDays(1) : day;
            var ends = recurring.End is { } end
                ? When(zone, endsOn + end.ToTimeSpan())
                : begins + recurring.Duration!.Value;
            if (begins < ends && begins < to && ends > from)
                windows.Add(new Window(Instant.From(begins), Instant.From(ends)));
        }

        return windows;
    }

    private static List<DateOnly> Month(RecurringDay recurring, int year, int month)
    {
        var days = Enumerable
            .Range(1, DateTime.DaysInMonth(year, month))
            .Select(day => new DateOnly(year, month, day))
            .Where(day => recurring.Weekday is null || day.DayOfWeek == recurring.Weekday)
            .ToList();
        return recurring.Nth switch
        {
            null => days,
            -1 => [days[^1]],
            { } nth => nth <= days.Count ? [days[nth - 1]] : [],
        };
    }

    /// <summary>The first look at which the clock shows that time or more.</summary>
    private static DateTimeOffset When(TimeZoneInfo zone, DateTime local)
    {
        var look = new DateTimeOffset(local, TimeSpan.Zero).AddHours(-30);
        while (TimeZoneInfo.ConvertTime(look, zone).DateTime < local)
            look = look.AddMinutes(15);

        return look;
    }
}
