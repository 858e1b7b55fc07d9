using System.Globalization;
using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Api.Pages;

/// <param name="Name">Such as 2026-10-25.</param>
internal readonly record struct LocalDay(string Name, Window Window);

/// <summary>Days as a zone has them: 23, 24 or 25 hours long.</summary>
internal static class LocalDays
{
    /// <returns>The day of <paramref name="now"/> and those before it, oldest first.</returns>
    public static IReadOnlyList<LocalDay> Last(int count, Instant now, TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now.ToDateTimeOffset(), zone).DateTime);
        return
        [
            .. from back in Enumerable.Range(0, count)
            let day = today.AddDays(back - count + 1)
            select new LocalDay(
                day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                new Window(Midnight(day, zone), Midnight(day.AddDays(1), zone))
            ),
        ];
    }

    /// <summary>A midnight that occurs twice is the first; one that does not exist is the first instant after the gap.</summary>
    public static Instant Midnight(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local))
            local = local.AddMinutes(1);

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return Instant.From(new DateTimeOffset(local, offset));
    }
}
