using Ringback.Api.Pages;
using Ringback.Model;

namespace Ringback.Tests.Unit.Api.Pages;

public class LocalDaysTests
{
    private static readonly TimeZoneInfo Prague = TimeZoneInfo.FindSystemTimeZoneById("Europe/Prague");

    [Theory]
    [InlineData("2026-03-29", 23)]
    [InlineData("2026-03-30", 24)]
    [InlineData("2026-10-25", 25)]
    public void A_day_has_as_many_hours_as_the_zone_gives_it(string day, int hours)
    {
        var date = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(
            TimeSpan.FromHours(hours),
            LocalDays.Midnight(date.AddDays(1), Prague) - LocalDays.Midnight(date, Prague)
        );
    }

    [Fact]
    public void Days_adjoin_and_the_last_holds_the_instant()
    {
        Assert.True(Instant.TryParse("2026-10-25T22:30:00Z", out var now)); // 23:30 in Prague
        var days = LocalDays.Last(90, now, Prague);

        Assert.Equal(90, days.Count);
        Assert.Equal("2026-10-25", days[^1].Name);
        Assert.True(days[^1].Window.Contains(now));
        Assert.All(days.Zip(days.Skip(1)), pair => Assert.Equal(pair.First.Window.To, pair.Second.Window.From));
    }

    [Fact]
    public void A_midnight_that_does_not_exist_is_the_first_instant_after_the_gap()
    {
        var beirut = TimeZoneInfo.FindSystemTimeZoneById("Asia/Beirut"); // clocks go forward at midnight
        Assert.Equal("2026-03-28T22:00:00Z", LocalDays.Midnight(new DateOnly(2026, 3, 29), beirut).ToString());
    }

    [Fact]
    public void A_midnight_that_occurs_twice_is_the_first()
    {
        var havana = TimeZoneInfo.FindSystemTimeZoneById("America/Havana"); // clocks go back from 01:00 to 00:00
        Assert.Equal("2026-11-01T04:00:00Z", LocalDays.Midnight(new DateOnly(2026, 11, 1), havana).ToString());
    }
}
