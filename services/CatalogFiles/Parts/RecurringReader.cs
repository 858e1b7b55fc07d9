using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs;

namespace Ringback.CatalogFiles.Parts;

/// <summary>Reads when recurring work takes place: days, clock times and bounds of one zone's calendar.</summary>
internal static class RecurringReader
{
    private const int MostSkipped = 1_000;

    private static readonly string[] Keys = ["days", "start", "duration", "end", "zone", "first", "last", "skip"];

    private static readonly string[] OneOffKeys = ["from", "to"];

    private static readonly FieldReader<TimeSpan> Duration = One.Duration(
        TimeSpan.FromMinutes(1),
        TimeSpan.FromDays(Recurring.LongestDays),
        "2h"
    );

    /// <summary>Whether any key of it is there.</summary>
    public static bool IsMeant(Section section) => Keys.Any(key => section.Find(key) is not null);

    public static Recurring Read(Section section, string zone)
    {
        foreach (var key in OneOffKeys.Where(key => section.Find(key) is not null))
            section.Fail(key, "stands beside a recurring time", "keep 'from' and 'to' for one that takes place once");

        var recurring = new Recurring
        {
            Zone = section.Optional("zone", ZoneReader.Read, zone),
            Days = section.Required("days", "list days such as [2nd sun], [mon, thu] or [15]", Days),
            Start = section.Required<TimeOnly>("start", "write what clocks show when it begins, such as 02:00", Clock),
            Duration = section.TryGet("duration", Duration, out var duration) ? duration : null,
            End = section.TryGet<TimeOnly>("end", Clock, out var end) ? end : null,
            First = section.Required<DateOnly>("first", "write the first day on which it may begin", One.Day),
            Last = section.TryGet<DateOnly>("last", One.Day, out var last) ? last : null,
            Skip = section.Optional<IReadOnlyList<DateOnly>>("skip", Skipped, []),
        };
        if (section.Find("duration") is null == section.Find("end") is null)
            section.Field.Fail("needs exactly one of 'duration' and 'end'", "write 'duration: 2h', or 'end: 04:00'");
        else if (section.Find("start") is not null && recurring.End == recurring.Start)
            section.Fail("end", "is the same as 'start'", "write 'duration: 24h' where a whole day is meant");

        if (recurring.Last < recurring.First)
            section.Fail("last", "is before 'first'", "write a later day, or remove it");

        return recurring;
    }

    private static readonly FieldReader<IReadOnlyList<RecurringDay>> Days = Many.Distinct<RecurringDay>(
        "days such as mon, 15, last or 2nd sun",
        ReadDay
    );

    private static readonly FieldReader<IReadOnlyList<DateOnly>> SkippedDays = Many.Distinct<DateOnly>(
        "days such as 2026-12-24",
        One.Day
    );

    private static bool Skipped(Field field, [MaybeNullWhen(false)] out IReadOnlyList<DateOnly> days) =>
        SkippedDays(field, out days)
        && (days.Count <= MostSkipped || field.Fail($"skips more than {MostSkipped} days", "take out those long past"));

    private static bool ReadDay(Field field, out RecurringDay day)
    {
        day = default;
        return field.TryText("a day such as mon, 15 or 2nd sun", out var text)
            && (
                RecurringDay.TryParse(text, out day)
                || field.Fail(
                    $"{Shown.Quoted(text)} names no days",
                    "write one of daily, mon … sun, 1 … 31, last, 1st mon … 5th sun, last fri"
                )
            );
    }

    private static bool Clock(Field field, out TimeOnly time)
    {
        time = default;
        return field.TryText("a clock time such as 02:00", out var text)
            && (
                TimeOnly.TryParseExact(
                    text,
                    ["HH:mm", "HH:mm:ss"],
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out time
                )
                || field.Fail(
                    $"{Shown.Quoted(text)} is no clock time",
                    "write one such as 02:00, from 00:00 to 23:59:59"
                )
            );
    }
}
