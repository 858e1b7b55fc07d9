using System.Globalization;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

public class MaintenanceOccurrencesTests
{
    private static readonly Window Always = new(Instant("2026-01-01T00:00:00Z"), Instant("2027-12-31T00:00:00Z"));

    [Theory]
    // Spring: clocks jump from 02:00 to 03:00 at 01:00Z.
    [InlineData("2026-03-29", "02:00", "2h", "2026-03-29T01:00:00Z 2026-03-29T03:00:00Z")] // elapsed
    [InlineData("2026-03-29", "01:00", "2h", "2026-03-29T00:00:00Z 2026-03-29T02:00:00Z")]
    [InlineData("2026-03-29", "01:00", "04:00", "2026-03-29T00:00:00Z 2026-03-29T02:00:00Z")] // by the clock: an hour less
    [InlineData("2026-03-29", "02:30", "03:30", "2026-03-29T01:00:00Z 2026-03-29T01:30:00Z")]
    [InlineData("2026-03-29", "02:15", "02:45", "")] // the clocks jump over the whole of it
    // Autumn: clocks go back from 03:00 to 02:00 at 01:00Z.
    [InlineData("2026-10-25", "02:30", "30m", "2026-10-25T00:30:00Z 2026-10-25T01:00:00Z")] // the first 02:30
    [InlineData("2026-10-25", "01:00", "04:00", "2026-10-24T23:00:00Z 2026-10-25T03:00:00Z")] // an hour more
    [InlineData("2026-10-25", "01:00", "3h", "2026-10-24T23:00:00Z 2026-10-25T02:00:00Z")]
    [InlineData("2026-10-25", "02:00", "02:30", "2026-10-25T00:00:00Z 2026-10-25T00:30:00Z")]
    // Over midnight.
    [InlineData("2026-12-24", "22:00", "02:00", "2026-12-24T21:00:00Z 2026-12-25T01:00:00Z")]
    [InlineData("2026-03-28", "22:00", "06:00", "2026-03-28T21:00:00Z 2026-03-29T04:00:00Z")]
    public void It_is_right_over_both_nights_on_which_clocks_change(
        string day,
        string start,
        string length,
        string expected
    )
    {
        var isClock = length.Contains(':', StringComparison.Ordinal);
        var recurring = Daily with
        {
            Start = TimeOnly.Parse(start, CultureInfo.InvariantCulture),
            End = isClock ? TimeOnly.Parse(length, CultureInfo.InvariantCulture) : null,
            Duration = length switch
            {
                "30m" => TimeSpan.FromMinutes(30),
                "2h" => TimeSpan.FromHours(2),
                "3h" => TimeSpan.FromHours(3),
                _ => null,
            },
            First = DateOnly.Parse(day, CultureInfo.InvariantCulture),
            Last = DateOnly.Parse(day, CultureInfo.InvariantCulture),
        };

        Assert.Equal(
            expected,
            string.Join(
                ", ",
                MaintenanceOccurrences.Of(recurring, Always).Select(each => $"{each.Window.From} {each.Window.To}")
            )
        );
    }

    [Fact]
    public void Bounds_and_skipped_days_are_kept()
    {
        var recurring = Daily with
        {
            Days = [new RecurringDay(null, DayOfWeek.Thursday)],
            First = new DateOnly(2026, 12, 3),
            Last = new DateOnly(2026, 12, 31),
            Skip = [new DateOnly(2026, 12, 24)],
        };

        Assert.Equal([3, 10, 17, 31], MaintenanceOccurrences.Of(recurring, Always).Select(each => each.Day.Day));
    }

    [Fact]
    public void Only_what_overlaps_the_window_is_there()
    {
        var night = Daily with { Start = new TimeOnly(23, 0), Duration = TimeSpan.FromHours(2) };
        var window = new Window(Instant("2026-12-01T23:59:59Z"), Instant("2026-12-02T22:00:00Z"));

        Assert.Equal([1], MaintenanceOccurrences.Of(night, window).Select(each => each.Day.Day));
        Assert.Empty(MaintenanceOccurrences.Of(night, new Window(window.To, window.To)));
        Assert.Single(MaintenanceOccurrences.Of(new OneOff(window.From, window.To), Always));
        Assert.Empty(MaintenanceOccurrences.Of(new OneOff(window.To, Always.To), window));
    }

    [Fact]
    public void Years_of_daily_windows_that_overlap_are_thousands_and_no_more()
    {
        var long36 = Daily with { Start = new TimeOnly(12, 0), Duration = TimeSpan.FromHours(36) };
        var decade = new Window(Instant("2026-01-01T00:00:00Z"), Instant("2036-01-01T00:00:00Z"));
        var occurrences = MaintenanceOccurrences.Of(long36, decade).ToList();

        Assert.Equal(3652, occurrences.Count);
        Assert.Single(Ringback.Model.Sla.Windows.Union(occurrences.Select(each => each.Window)));
    }

    /// <summary>Against a watcher who looks at a clock each quarter of an hour and writes down when work begins and ends.</summary>
    [Fact]
    public void It_is_what_a_watcher_of_a_clock_and_a_calendar_writes_down() =>
        Gen.Select(GenRecurring, Gen.Int[0, 3], Gen.Int[-20, 20])
            .Sample(
                (recurring, change, days) =>
                {
                    var near = new DateTime[]
                    {
                        new(2026, 3, 29),
                        new(2026, 10, 25),
                        new(2026, 4, 5),
                        new(2026, 10, 4),
                    };
                    var from = new DateTimeOffset(near[change].AddDays(days - 8), TimeSpan.Zero);
                    var window = new Window(
                        Ringback.Model.Instant.From(from),
                        Ringback.Model.Instant.From(from.AddDays(16))
                    );

                    Assert.Equal(
                        MaintenanceOracle.Of(recurring, from, from.AddDays(16)),
                        MaintenanceOccurrences.Of(recurring, window).Select(each => each.Window)
                    );
                },
                iter: 400
            );

    private static readonly Recurring Daily = new()
    {
        Zone = "Europe/Prague",
        Days = [new RecurringDay(null, null)],
        Start = new TimeOnly(2, 0),
        Duration = TimeSpan.FromHours(1),
        First = new DateOnly(2026, 1, 1),
    };

    private static readonly string[] Zones =
    [
        "Europe/Prague",
        "Australia/Lord_Howe",
        "America/Havana",
        "Asia/Beirut",
        "UTC",
    ];

    private static readonly Gen<RecurringDay> GenDay = Gen.Select(
        Gen.Int[-1, 31],
        Gen.Int[0, 7],
        (nth, weekday) =>
            weekday == 7
                ? new RecurringDay(nth == 0 ? null : nth, null)
                : new RecurringDay(nth is 0 or > 5 ? null : nth, (DayOfWeek)weekday)
    );

    private static readonly Gen<Recurring> GenRecurring = Gen.Select(
        Gen.Int[0, 4],
        GenDay.List[1, 3],
        Gen.Int[0, 95],
        Gen.Int[1, 400],
        Gen.Bool,
        Gen.Int[0, 360],
        Gen.Int[0, 360],
        Gen.Int[0, 360].List[0, 5],
        (zone, days, start, length, isClock, first, lasts, skip) =>
            Daily with
            {
                Zone = Zones[zone],
                Days = days,
                Start = new TimeOnly(0, 0).AddMinutes(15 * start),
                Duration = isClock ? null : TimeSpan.FromMinutes(15 * length),
                End = isClock ? new TimeOnly(0, 0).AddMinutes(15 * (start + 1 + (length % 95))) : null,
                First = new DateOnly(2026, 1, 1).AddDays(first),
                Last = new DateOnly(2026, 1, 1).AddDays(first + lasts),
                Skip = [.. skip.Select(day => new DateOnly(2026, 1, 1).AddDays(day))],
            }
    );

    private static Instant Instant(string text)
    {
        Assert.True(Ringback.Model.Instant.TryParse(text, out var instant));
        return instant;
    }
}
