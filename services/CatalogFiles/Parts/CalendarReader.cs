using System.Diagnostics.CodeAnalysis;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs;

namespace Ringback.CatalogFiles.Parts;

/// <summary>Reads when service is promised: the hours of each weekday, and the days without any.</summary>
internal static class CalendarReader
{
    private const string Expected = "hours such as 07:00-19:00, up to 24:00";

    private static readonly FieldReader<IReadOnlyList<DateOnly>> Holidays = Many.Distinct<DateOnly>(
        "days such as 2026-12-24",
        One.Day
    );

    private static readonly FieldReader<IReadOnlyList<HoursOfDay>> Several = Many.Distinct<HoursOfDay>(
        Expected,
        ReadHours
    );

    public static ServiceCalendar Read(Section section, string id, string zone)
    {
        var calendar = new ServiceCalendar(
            id,
            section.Required<string>("name", "write what people call it", One.Line),
            section.Optional("zone", ZoneReader.Read, zone),
            ReadWeek(section),
            [.. section.Optional("holidays", Holidays, []).Order()]
        );
        section.Close();
        return calendar;
    }

    private static Dictionary<DayOfWeek, IReadOnlyList<HoursOfDay>> ReadWeek(Section section)
    {
        var before = section.Field.Errors.Count;
        var hours = section.Inner("hours");
        var week = new Dictionary<DayOfWeek, IReadOnlyList<HoursOfDay>>();
        foreach (var day in Enum.GetValues<DayOfWeek>())
        {
            if (hours.TryGet<IReadOnlyList<HoursOfDay>>(day.ToString().ToLowerInvariant(), ReadDay, out var ofDay))
                week[day] = ofDay;
        }

        hours.Close();
        if (week.Count == 0 && section.Field.Errors.Count == before)
            section.Fail("hours", "names no weekday", "write at least one, such as monday: 07:00-19:00");

        return week;
    }

    /// <summary>One stretch, or a list of them.</summary>
    private static bool ReadDay(Field field, [MaybeNullWhen(false)] out IReadOnlyList<HoursOfDay> day)
    {
        day = null;
        if (!field.IsList)
        {
            var read = ReadHours(field, out var single);
            day = [single];
            return read;
        }

        if (!Several(field, out var several))
            return false;

        day = [.. several.OrderBy(hours => hours.From)];
        foreach (var (before, after) in day.Zip(day.Skip(1)))
        {
            if (before.Overlaps(after))
                return field.Fail($"{before} and {after} overlap", "write them as one, or apart");
        }

        return true;
    }

    private static bool ReadHours(Field field, out HoursOfDay hours)
    {
        hours = default;
        return field.TryText(Expected, out var text)
            && (
                HoursOfDay.TryParse(text, out hours)
                || field.Fail(
                    $"{Shown.Quoted(text)} are no hours of one day",
                    $"write {Expected}; a night goes to 24:00, and on from 00:00 of the next day"
                )
            );
    }
}
