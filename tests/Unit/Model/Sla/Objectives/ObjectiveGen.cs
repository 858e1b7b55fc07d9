using Ringback.Model;
using Ringback.Model.Calendars;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla.Objectives;

/// <summary>Random objectives at times that hurt: nights in which clocks change, ends of months, hours that begin and end within minutes.</summary>
internal static class ObjectiveGen
{
    private static readonly string[] Starts =
    [
        "2026-11-23T10:50:00Z",
        "2026-10-25T00:20:00Z", // Prague goes back at 01:00Z
        "2026-03-29T00:20:00Z", // and forward
        "2026-10-31T22:40:00Z", // Prague's November begins at 23:00Z
        "2026-11-01T03:40:00Z", // New York's at 04:00Z, and its clocks go back at 06:00Z
        "2026-04-04T14:40:00Z", // Lord Howe goes back half an hour at 15:00Z
    ];

    private static readonly Gen<string> ZoneGen = Gen.OneOf(
        "Europe/Prague",
        "America/New_York",
        "Australia/Lord_Howe",
        "UTC"
    );

    private static readonly Gen<TimeSpan?> CapGen = Gen.OneOf<TimeSpan?>(
        null,
        TimeSpan.Zero,
        TimeSpan.FromMicroseconds(1),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(10),
        TimeSpan.FromHours(1)
    );

    public static readonly Gen<ObjectiveScenario> Scenario =
        from start in Gen.OneOf(Starts).Select(At)
        from targets in Gen.Int[1, 2].SelectMany(n => Gen.Int[1, 2].SelectMany(r => ScenarioGen.Of(r, start)).Array[n])
        from own in Stretch(start, 90).Array[0, 2]
        from calendar in Gen.Frequency((1, Gen.Const((ServiceCalendar?)null)), (3, Calendar(start)!))
        from cap in CapGen
        from zone in ZoneGen
        from window in WindowOf(start, zone)
        from seed in Gen.Int
        select new ObjectiveScenario(
            [.. targets.Select(target => target with { Maintenance = [.. target.Maintenance, .. own] })],
            own,
            calendar,
            cap,
            zone,
            window,
            seed
        );

    /// <summary>Around the start, in minutes; empty at times.</summary>
    private static Gen<Window> Stretch(Instant start, int most) =>
        Gen.Select(
            Gen.Int[-most, most],
            Gen.Int[0, most],
            (from, length) =>
                new Window(start + TimeSpan.FromMinutes(from), start + TimeSpan.FromMinutes(from + length))
        );

    private static Gen<Window> WindowOf(Instant start, string zone) =>
        Gen.Frequency(
            (1, Gen.Const(Period.At(PeriodKind.Month, start, Zone.Find(zone)).In(Zone.Find(zone)))),
            (1, Gen.Const(Period.At(PeriodKind.Day, start, Zone.Find(zone)).In(Zone.Find(zone)))),
            (4, Stretch(start, 240))
        );

    /// <summary>Hours of the start's weekday and the days beside it: bounds of five minutes near the start's local time, or whole days.</summary>
    private static Gen<ServiceCalendar> Calendar(Instant start) =>
        from zone in ZoneGen
        let local = Zone.Find(zone).LocalAt(start).DateTime
        from hours in Hours((local.Hour * 60) + local.Minute).Array[3]
        from holiday in Gen.Int[-3, 1]
        select new ServiceCalendar(
            "c",
            "C",
            zone,
            hours
                .Select((ofDay, day) => (ofDay, local.AddDays(day - 1).DayOfWeek))
                .ToDictionary(day => day.DayOfWeek, day => day.ofDay),
            holiday < -1 ? [] : [DateOnly.FromDateTime(local.AddDays(holiday))]
        );

    private static Gen<IReadOnlyList<HoursOfDay>> Hours(int minute) =>
        Gen.Int[-24, 36]
            .Array[4]
            .Select(fives =>
            {
                var bounds = fives
                    .Select(five => Math.Clamp(minute - (minute % 5) + (5 * five), 0, HoursOfDay.MinutesOfDay))
                    .Order()
                    .ToArray();
                return (IReadOnlyList<HoursOfDay>)
                    [
                        .. new HoursOfDay[] { new(bounds[0], bounds[1]), new(bounds[2], bounds[3]) }.Where(hours =>
                            hours.From < hours.To
                        ),
                    ];
            });

    private static Instant At(string text) => Instant.TryParse(text, out var at) ? at : throw new FormatException(text);
}
