using Ringback.Model;
using Ringback.Model.Calendars;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Calendars;

public sealed class PeriodTests
{
    private static readonly Zone Prague = Zone.Find("Europe/Prague");

    private static readonly string[] Zones =
    [
        "Europe/Prague",
        "America/New_York",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
        "Pacific/Apia",
        "America/St_Johns",
        "UTC",
    ];

    [Theory]
    [InlineData("2026", PeriodKind.Year, "2025-12-31T23:00:00Z", "2026-12-31T23:00:00Z")]
    [InlineData("2026-Q4", PeriodKind.Quarter, "2026-09-30T22:00:00Z", "2026-12-31T23:00:00Z")]
    [InlineData("2026-10", PeriodKind.Month, "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z")]
    [InlineData("2026-10-25", PeriodKind.Day, "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")]
    public void A_name_is_a_window_in_a_zone(string name, PeriodKind kind, string from, string to)
    {
        Assert.True(Period.TryParse(name, out var period));

        Assert.Equal(kind, period.Kind);
        Assert.Equal(name, period.ToString());
        Assert.Equal(from, period.In(Prague).From.ToString());
        Assert.Equal(to, period.In(Prague).To.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("26")]
    [InlineData("1969")]
    [InlineData("2200")]
    [InlineData("9999")]
    [InlineData("2026-Q0")]
    [InlineData("2026-Q5")]
    [InlineData("2026-13")]
    [InlineData("2026-1")]
    [InlineData("2026-02-29")]
    [InlineData("2026-1-01")]
    [InlineData(" 2026-10")]
    [InlineData("2026-10-12T00:00:00Z")]
    public void What_names_no_period_is_not_read(string? text) => Assert.False(Period.TryParse(text, out _));

    [Theory]
    [InlineData("2026-03-29", 23)]
    [InlineData("2026-03-30", 24)]
    [InlineData("2026-10-25", 25)]
    public void A_day_has_as_many_hours_as_the_zone_gives_it(string day, int hours)
    {
        Assert.True(Period.TryParse(day, out var period));
        Assert.Equal(hours * 3_600_000_000L, period.In(Prague).Microseconds);
    }

    [Fact]
    public void A_day_that_a_zone_skipped_is_empty_and_touches_nothing()
    {
        var apia = Zone.Find("Pacific/Apia");
        Assert.True(Period.TryParse("2011-12-30", out var skipped));
        Assert.True(Period.TryParse("2011-12", out var month));

        Assert.True(skipped.In(apia).IsEmpty);
        var days = Period.Touching(PeriodKind.Day, month.In(apia), apia).ToList();
        Assert.Equal(30, days.Count);
        Assert.DoesNotContain(skipped, days);
    }

    [Fact]
    public void Periods_tile_any_window_in_every_zone() =>
        Gen.Select(
                Gen.OneOf(Zones).Select(Zone.Find),
                Gen.OneOf(Enum.GetValues<PeriodKind>()),
                Gen.Long[315_532_800, 2_051_222_400],
                Gen.Int[1, 20_000_000]
            )
            .Sample(
                (zone, kind, from, seconds) =>
                {
                    var window = new Window(new Instant(from * 1_000_000), new Instant((from + seconds) * 1_000_000));
                    var periods = Period.Touching(kind, window, zone).ToList();
                    var windows = periods.Select(period => period.In(zone)).ToList();

                    Assert.True(windows[0].Contains(window.From));
                    Assert.True(windows[^1].Contains(new Instant(window.To.Microseconds - 1)));
                    Assert.All(windows.Zip(windows.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
                    Assert.All(periods, period => Assert.Equal(period, Period.At(kind, period.In(zone).From, zone)));
                    Assert.All(
                        periods,
                        period => Assert.True(Period.TryParse(period.ToString(), out var read) && read == period)
                    );
                },
                iter: 1_000
            );

    [Fact]
    public void A_minute_after_midnight_that_goes_back_an_hour_does_not_go_back_to_yesterday()
    {
        var newfoundland = Zone.Find("America/St_Johns"); // until 2011 clocks went back at 00:01
        Assert.True(Instant.TryParse("2006-10-29T02:45:00Z", out var instant)); // they show 28 October, 23:15 again

        Assert.Equal(new DateOnly(2006, 10, 28), newfoundland.DayAt(instant));
        Assert.Equal("2006-10-29", Period.At(PeriodKind.Day, instant, newfoundland).ToString());
    }

    [Fact]
    public void Ninety_days_back_from_an_hour_before_midnight_end_with_today()
    {
        Assert.True(Instant.TryParse("2026-10-25T22:30:00Z", out var now)); // 23:30 in Prague
        var today = Period.At(PeriodKind.Day, now, Prague);

        Assert.Equal("2026-10-25", today.ToString());
        Assert.True(today.In(Prague).Contains(now));
        Assert.Equal("2026-07-28", today.Plus(-89).ToString());
    }

    [Fact]
    public void A_window_without_an_end_has_no_list_of_days() =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Period.Touching(PeriodKind.Day, new Window(Instant.UnixEpoch, Instant.MaxValue), Zone.Utc).Count()
        );
}
