using Ringback.Model.Calendars;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Objectives;

namespace Ringback.Tests.Unit.Model.Sla.Objectives;

public sealed class ServiceHoursTests
{
    private static readonly Zone Prague = Zone.Find("Europe/Prague");

    [Fact]
    public void Without_a_calendar_they_are_all_time()
    {
        var window = new Window(At.Day("12:00"), At.Day("13:00"));

        Assert.Equal([window], ServiceHours.Always.Within(window));
        Assert.Empty(ServiceHours.Always.Within(new Window(At.Day("13:00"), At.Day("12:00"))));
    }

    [Fact]
    public void Working_days_of_a_month_are_counted_without_weekends_and_holidays()
    {
        var working = Calendar("07:00-19:00", DayOfWeek.Monday, DayOfWeek.Friday) with
        {
            Holidays = [new DateOnly(2026, 10, 28)],
        };
        var hours = ServiceHours.Of(working).Within(Month("2026-10"));

        // October 2026 has 22 working days, one of them a holiday; summer time ends on a Sunday among them.
        Assert.Equal(21, hours.Count);
        Assert.Equal(21 * 12 * 3_600_000_000L, hours.Sum(window => window.Microseconds));
        Assert.Equal("2026-10-01T05:00:00Z", hours[0].From.ToString());
        Assert.Equal("2026-10-30T18:00:00Z", hours[^1].To.ToString());
    }

    [Theory]
    [InlineData("02:00-03:00", "2026-03-29", 0)] // the hour does not exist
    [InlineData("01:00-02:30", "2026-03-29", 60)]
    [InlineData("02:30-04:00", "2026-03-29", 60)]
    [InlineData("00:00-24:00", "2026-03-29", 23 * 60)]
    [InlineData("02:00-03:00", "2026-10-25", 120)] // the hour occurs twice
    [InlineData("01:00-02:30", "2026-10-25", 90)]
    [InlineData("02:30-04:00", "2026-10-25", 150)]
    [InlineData("00:00-24:00", "2026-10-25", 25 * 60)]
    public void In_the_nights_in_which_clocks_change_a_bound_is_the_first_of_two_or_the_end_of_the_gap(
        string hours,
        string day,
        int minutes
    )
    {
        Assert.True(Period.TryParse(day, out var period));
        var within = ServiceHours.Of(Calendar(hours, DayOfWeek.Sunday, DayOfWeek.Sunday)).Within(period.In(Prague));

        Assert.Equal(minutes * 60_000_000L, within.Sum(window => window.Microseconds));
    }

    [Fact]
    public void A_night_is_written_as_two_and_is_one()
    {
        var night = new ServiceCalendar(
            "night",
            "Night",
            "Europe/Prague",
            new Dictionary<DayOfWeek, IReadOnlyList<HoursOfDay>>
            {
                [DayOfWeek.Saturday] = [new(22 * 60, 24 * 60)],
                [DayOfWeek.Sunday] = [new(0, 6 * 60)],
            },
            []
        );

        var window = Assert.Single(
            ServiceHours
                .Of(night)
                .Within(
                    new Window(Month("2026-10").To - TimeSpan.FromDays(8), Month("2026-10").To - TimeSpan.FromDays(2))
                )
        );

        Assert.Equal("2026-10-24T20:00:00Z", window.From.ToString());
        Assert.Equal(9 * 3_600_000_000L, window.Microseconds);
    }

    [Fact]
    public void A_window_is_cut_at_both_ends()
    {
        var window = new Window(At.Day("10:30"), At.Day("11:15")); // a Monday, 11:30 to 12:15 in Prague
        var within = ServiceHours.Of(Calendar("11:45-12:00", DayOfWeek.Monday, DayOfWeek.Monday)).Within(window);

        Assert.Equal([new Window(At.Day("10:45"), At.Day("11:00"))], within);
        Assert.Equal(
            [window],
            ServiceHours.Of(Calendar("07:00-19:00", DayOfWeek.Monday, DayOfWeek.Monday)).Within(window)
        );
    }

    internal static ServiceCalendar Calendar(string hours, DayOfWeek first, DayOfWeek last)
    {
        Assert.True(HoursOfDay.TryParse(hours, out var ofDay));
        var days = Enum.GetValues<DayOfWeek>().Where(day => first <= day && day <= last);
        return new ServiceCalendar(
            "c",
            "C",
            "Europe/Prague",
            days.ToDictionary(day => day, _ => (IReadOnlyList<HoursOfDay>)[ofDay]),
            []
        );
    }

    private static Window Month(string name) =>
        Period.TryParse(name, out var period) ? period.In(Prague) : throw new FormatException(name);
}
